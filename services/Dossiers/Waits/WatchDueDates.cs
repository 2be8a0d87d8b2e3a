using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.Waits;

/// <summary>Twenty-four hours before the due date: the history says so, and until then the agency may still apologise in time (Điều 19.9).</summary>
internal sealed class WarnBeforeDueDate(DossiersDb db) : IHandleDeadline
{
    /// <inheritdoc />
    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        var dossier = await db.Dossiers.FindAsync([Guid.Parse(key)], ct);
        if (dossier is { ClockRuns: true })
            dossier.Trace(
                "dueSoon",
                By.Clock,
                dueAt,
                new("Hồ sơ sắp hết hạn trong 24 giờ.", "Twenty-four hours are left.", Law.Apology)
            );
    }
}

/// <summary>The local day of the due date is over and nothing is signed: the dossier is late and its agency has to say why.</summary>
internal sealed class MissDueDate(DossiersDb db) : IHandleDeadline
{
    /// <inheritdoc />
    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        var dossier = await db.Dossiers.FindAsync([Guid.Parse(key)], ct);
        if (dossier is { ClockRuns: true })
            db.OpenItems.Add(
                OpenItem.Of(
                    dossier,
                    "overdue",
                    new(
                        "Hồ sơ quá hạn giải quyết: xin lỗi công dân và nêu lý do.",
                        "The dossier is overdue: apologise and say why.",
                        Law.Apology
                    ),
                    dueAt,
                    By.Clock,
                    dossier.DecidedBy
                )
            );
    }
}

/// <summary>The citizen's time for papers is over: a person decides whether the dossier is refused or stopped.</summary>
internal sealed class MissSupplement(DossiersDb db) : IHandleDeadline
{
    /// <inheritdoc />
    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        var dossier = await db.Dossiers.FindAsync([Guid.Parse(key)], ct);
        if (dossier?.OpenWaits.Contains(Lifecycle.WaitKind.Paper) == true)
            db.OpenItems.Add(
                OpenItem.Of(
                    dossier,
                    "supplementOverdue",
                    new(
                        "Công dân không bổ sung trong thời hạn: từ chối hoặc dừng giải quyết.",
                        "The papers did not come in time: refuse or stop.",
                        dossier.SupplementBasis
                    ),
                    dueAt,
                    By.Clock
                )
            );
    }
}
