using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>The two working days are over and nobody has answered: the agency has an open item until somebody does and says why.</summary>
internal sealed class MissDataRequest(DossiersDb db) : IHandleDeadline
{
    /// <inheritdoc />
    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        if (
            await db.DataRequests.FindAsync([Guid.Parse(key)], ct)
                is not { AnsweredAt: null } request
            || await db.Dossiers.FindAsync([request.DossierId], ct) is not { } dossier
        )
            return;
        db.OpenItems.Add(
            OpenItem.Of(
                dossier,
                "dataRequestOverdue",
                new(
                    "Quá hạn trả lời yêu cầu về dữ liệu cá nhân: trả lời ngay và nêu lý do.",
                    "A request about personal data is overdue: answer it now and say why it is late.",
                    Law.DataProtection
                ),
                dueAt,
                By.Clock,
                request.Agency
            )
        );
    }
}
