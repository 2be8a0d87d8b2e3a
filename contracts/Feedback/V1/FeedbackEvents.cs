namespace HoanKiem.Contracts.Feedback.V1;

/// <summary>The citizen may rate how the dossier was handled.</summary>
/// <param name="SurveyId">Identity of the survey.</param>
/// <param name="Sequence">Place in the survey's life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Agency">Agency that decided it.</param>
/// <param name="SealedToken">One-time token, sealed under the dossier's key: Dossiers tells the citizen.</param>
public sealed record SurveyOpened(
    Guid SurveyId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    string Agency,
    string SealedToken
);

/// <summary>The citizen rated it.</summary>
/// <param name="SurveyId">The survey.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Agency">Agency that decided it.</param>
/// <param name="Overall">2 very satisfied, 1 satisfied, 0 not satisfied.</param>
public sealed record SurveyAnswered(
    Guid SurveyId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    string Agency,
    int Overall
);

/// <summary>A citizen reported something (phản ánh, kiến nghị).</summary>
/// <param name="ReportId">Identity of the report.</param>
/// <param name="Sequence">Place in the report's life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Agency">Agency concerned.</param>
/// <param name="Kind">Content type.</param>
/// <param name="Urgency"><c>urgent</c>, <c>ordinary</c> or <c>complex</c>.</param>
/// <param name="DueAt">By when it must be answered, UTC; unknown when null.</param>
public sealed record ReportReceived(
    Guid ReportId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Agency,
    string Kind,
    string Urgency,
    DateTimeOffset? DueAt
);

/// <summary>The agency answered a report.</summary>
/// <param name="ReportId">The report.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Agency">Who answered.</param>
/// <param name="Timeliness">Against its due date.</param>
public sealed record ReportAnswered(
    Guid ReportId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Agency,
    Timeliness Timeliness
);

/// <summary>A letter came (đơn thư): complaint, denunciation or petition. Nothing of its writer is in any event.</summary>
/// <param name="PetitionId">Identity of the letter.</param>
/// <param name="Sequence">Place in its life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Agency">Agency that received it.</param>
/// <param name="Kind"><c>complaint</c> (khiếu nại), <c>denunciation</c> (tố cáo) or <c>petition</c> (kiến nghị).</param>
/// <param name="DueAt">By when it must be accepted or refused, UTC; unknown when null.</param>
public sealed record PetitionReceived(
    Guid PetitionId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Agency,
    string Kind,
    DateTimeOffset? DueAt
);

/// <summary>The letter was accepted for handling (thụ lý).</summary>
/// <param name="PetitionId">The letter.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Agency">Who accepted.</param>
/// <param name="DueAt">By when it must be resolved, UTC; unknown when null.</param>
public sealed record PetitionAccepted(
    Guid PetitionId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Agency,
    DateTimeOffset? DueAt
);

/// <summary>The letter was resolved.</summary>
/// <param name="PetitionId">The letter.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Agency">Who resolved it.</param>
/// <param name="Outcome"><c>upheld</c>, <c>partlyUpheld</c>, <c>rejected</c>, <c>withdrawn</c> or <c>notHandled</c>.</param>
public sealed record PetitionResolved(
    Guid PetitionId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Agency,
    string Outcome
);

/// <summary>A legal due date of a report or letter has passed.</summary>
/// <param name="SubjectId">The report or letter.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Kind"><c>report</c> or <c>petition</c>.</param>
/// <param name="Agency">Who is late.</param>
/// <param name="DueAt">What was due, UTC.</param>
public sealed record LegalDeadlineMissed(
    Guid SubjectId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Kind,
    string Agency,
    DateTimeOffset DueAt
);

/// <summary>The audit of an agency in this service has grown: whoever keeps this head sees it when something before it is changed.</summary>
/// <param name="AuditChain">The agency's chain.</param>
/// <param name="Sequence">Place among the heads that were told, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Head">How far it is.</param>
public sealed record AuditSealed(
    string AuditChain,
    long Sequence,
    DateTimeOffset OccurredAt,
    ChainHead Head
);
