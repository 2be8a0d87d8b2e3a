namespace HoanKiem.Contracts.Routing.V1;

/// <summary>The competent agency has a case for an accepted dossier.</summary>
/// <param name="CaseId">Identity of the case.</param>
/// <param name="Sequence">Place in the case's life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Agency">Agency that decides.</param>
/// <param name="ProcedureVersion">Version whose route is followed.</param>
/// <param name="DueAt">Due date of the whole, UTC.</param>
public sealed record CaseOpened(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    string Agency,
    string ProcedureVersion,
    DateTimeOffset? DueAt
);

/// <summary>An agency must act.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="StepId">Identity of the step.</param>
/// <param name="StepKey">Key in the route.</param>
/// <param name="StepName">Vietnamese name.</param>
/// <param name="Kind">Kind in the route.</param>
/// <param name="Agency">Who.</param>
/// <param name="SystemOfRecord">Where the step is kept.</param>
/// <param name="DueAt">By when, UTC.</param>
/// <param name="HandOverId">Hand-over of the papers that it waits for, if any.</param>
public sealed record StepAssigned(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    Guid StepId,
    string StepKey,
    string StepName,
    string Kind,
    string Agency,
    string SystemOfRecord,
    DateTimeOffset? DueAt,
    Guid? HandOverId
);

/// <summary>An agency has acted.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="StepId">The step.</param>
/// <param name="StepKey">Key in the route.</param>
/// <param name="Agency">Who.</param>
/// <param name="ResultNumber">Number of what it produced, if anything.</param>
/// <param name="Timeliness">Against the step's due date.</param>
public sealed record StepCompleted(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    Guid StepId,
    string StepKey,
    string Agency,
    string? ResultNumber,
    Timeliness Timeliness
);

/// <summary>The next agency has the papers in its hands (phiếu kiểm soát: two signatures).</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Moment of the acknowledgement, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="HandOverId">The hand-over.</param>
/// <param name="FromAgency">Who gave.</param>
/// <param name="ToAgency">Who received.</param>
/// <param name="GivenAt">Moment of giving, UTC.</param>
public sealed record HandOverAcknowledged(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    Guid HandOverId,
    string FromAgency,
    string ToAgency,
    DateTimeOffset GivenAt
);

/// <summary>Another agency is asked, with a clock of its own.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="OpinionId">The question.</param>
/// <param name="StepId">Step that waits for the answer.</param>
/// <param name="FromAgency">Who asks.</param>
/// <param name="ToAgency">Who must answer.</param>
/// <param name="DueAt">By when, UTC.</param>
public sealed record OpinionRequested(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    Guid OpinionId,
    Guid StepId,
    string FromAgency,
    string ToAgency,
    DateTimeOffset? DueAt
);

/// <summary>The other agency has answered.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="OpinionId">The question.</param>
/// <param name="Agency">Who answered.</param>
/// <param name="Timeliness">Against the question's due date.</param>
public sealed record OpinionGiven(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    Guid OpinionId,
    string Agency,
    Timeliness Timeliness
);

/// <summary>An agency needs more papers. Dossiers asks the citizen and alone moves the clock.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="StepId">Step that needs them.</param>
/// <param name="Agency">Who asks.</param>
/// <param name="PaperCodes">What is missing.</param>
/// <param name="ReasonCode">Why, as a code.</param>
public sealed record SupplementNeeded(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    Guid StepId,
    string Agency,
    IReadOnlyList<string> PaperCodes,
    string ReasonCode
);

/// <summary>An agency needs a fee to be paid before it goes on.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="StepId">Step that waits.</param>
/// <param name="Agency">Who asks.</param>
/// <param name="FeeCode">Fee rule of the procedure version.</param>
/// <param name="Amount">Whole đồng.</param>
public sealed record FeeNeeded(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    Guid StepId,
    string Agency,
    string FeeCode,
    long Amount
);

/// <summary>A step's due date has passed.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="StepId">The step.</param>
/// <param name="Agency">Who is late.</param>
/// <param name="DueAt">What was due, UTC.</param>
public sealed record StepDeadlineMissed(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    Guid StepId,
    string Agency,
    DateTimeOffset DueAt
);

/// <summary>The leader signed.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Agency">Agency that decided.</param>
/// <param name="Outcome">Granted or refused.</param>
/// <param name="DecisionNumber">Number of the decision or certificate.</param>
/// <param name="SignatorySubject">Subject of the officer who signed.</param>
/// <param name="Capacity">In which capacity: <c>head</c>, <c>deputy</c>, <c>substitute</c>.</param>
/// <param name="SignedAt">Moment of signature, UTC: it decides on time.</param>
/// <param name="ReasonCode">Reason of a refusal.</param>
/// <param name="Results">Numbers of the results of all agencies, joined.</param>
public sealed record CaseDecided(
    Guid CaseId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    string Agency,
    Outcome Outcome,
    string DecisionNumber,
    string SignatorySubject,
    string Capacity,
    DateTimeOffset SignedAt,
    string? ReasonCode,
    IReadOnlyList<string> Results
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
