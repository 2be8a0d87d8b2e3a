using HoanKiem.Contracts;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>A request as it stands; nothing personal.</summary>
/// <param name="Id">The request.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Kind">What is asked for.</param>
/// <param name="Agency">Who has to answer.</param>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="AnswerBy">Until when it is answered.</param>
/// <param name="DueIsProvisional">The sum touches days that no calendar has been published for.</param>
/// <param name="Late">It was answered late, or is late now.</param>
/// <param name="AnsweredAt">When it was answered; null while it is open.</param>
/// <param name="Granted">Done, or refused.</param>
/// <param name="ReasonCode">Why it was refused.</param>
/// <param name="Basis">The law that gives the right.</param>
internal sealed record DataRequestLine(
    Guid Id,
    Guid DossierId,
    DataRequestKind Kind,
    string Agency,
    DateTimeOffset AskedAt,
    DateTimeOffset AnswerBy,
    bool DueIsProvisional,
    bool Late,
    DateTimeOffset? AnsweredAt,
    bool? Granted,
    string? ReasonCode,
    string Basis
)
{
    public static DataRequestLine Of(DataRequest request, DateTimeOffset now) =>
        new(
            request.Id,
            request.DossierId,
            request.Kind,
            request.Agency,
            request.AskedAt,
            request.AnswerBy,
            request.DueIsProvisional,
            request.IsLate(now),
            request.AnsweredAt,
            request.Granted,
            request.ReasonCode,
            Law.Cite(Law.DataProtection)
        );
}
