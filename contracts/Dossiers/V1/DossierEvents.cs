namespace HoanKiem.Contracts.Dossiers.V1;

/// <summary>A dossier (hồ sơ) came in; the office has not accepted it yet. One collected at home is the citizen's draft until it is collected.</summary>
/// <param name="DossierId">Identity of the dossier; joins everything that follows.</param>
/// <param name="Sequence">Place in the dossier's life, dense from 1 over published events.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier (liên thông) that this one is part of.</param>
/// <param name="RequestCode">What the citizen holds until the dossier has a number (mã tiếp nhận).</param>
/// <param name="ExternalCode">Code at the National Public Service Portal, when it came from there.</param>
/// <param name="ProcedureCode">Code of the procedure.</param>
/// <param name="ProcedureVersion">Version in force on the day.</param>
/// <param name="Regime">Rules it was received under.</param>
/// <param name="Channel">How it came in.</param>
/// <param name="HelpedAt">Place that helped to file it, if any.</param>
/// <param name="ReceivedAt">Reception point.</param>
/// <param name="ReceivingAgency">Agency of that point; its code is in the dossier number.</param>
/// <param name="DecidedBy">Competent agency; the limit is its.</param>
/// <param name="LeadAgency">Agency that leads a linked dossier.</param>
/// <param name="OwnerSubject">Subject of the signed-in applicant; none over the counter.</param>
/// <param name="Delivery">How the result shall come back.</param>
/// <param name="SealedParty">Name, phone and address of the applicant, sealed under the dossier's key; only where the post needs them.</param>
public sealed record DossierSubmitted(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    string RequestCode,
    string? ExternalCode,
    string ProcedureCode,
    string ProcedureVersion,
    Regime Regime,
    Channel Channel,
    string? HelpedAt,
    string ReceivedAt,
    string ReceivingAgency,
    string DecidedBy,
    string? LeadAgency,
    string? OwnerSubject,
    Delivery Delivery,
    string? SealedParty
);

/// <summary>A clerk accepted it: it has a number and a due date (Mẫu 01). National status 2.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Moment of acceptance, from which the limit is counted, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="DossierNumber">Agency prefix, local date, number of the day (mã hồ sơ).</param>
/// <param name="ProcedureCode">Code of the procedure.</param>
/// <param name="ProcedureVersion">Version in force on the day.</param>
/// <param name="Regime">Rules it was received under.</param>
/// <param name="Channel">How it came in.</param>
/// <param name="ReceivedAt">Reception point.</param>
/// <param name="ReceivingAgency">Agency of that point.</param>
/// <param name="DecidedBy">Competent agency.</param>
/// <param name="LeadAgency">Agency that leads a linked dossier.</param>
/// <param name="OwnerSubject">Subject of the signed-in applicant.</param>
/// <param name="DueAt">Promised due date, UTC; none when no limit is known.</param>
/// <param name="Limit">The limit it was computed from.</param>
/// <param name="CalendarVersion">Calendar it was computed with; everyone downstream uses that one.</param>
/// <param name="GivenAtOnce">The result is given while the citizen waits.</param>
/// <param name="OnPaper">Originals travel on paper and must be handed over.</param>
/// <param name="Delivery">How the result shall come back.</param>
public sealed record DossierAccepted(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    string DossierNumber,
    string ProcedureCode,
    string ProcedureVersion,
    Regime Regime,
    Channel Channel,
    string ReceivedAt,
    string ReceivingAgency,
    string DecidedBy,
    string? LeadAgency,
    string? OwnerSubject,
    DateTimeOffset? DueAt,
    Catalogue.V1.TimeLimit? Limit,
    string CalendarVersion,
    bool GivenAtOnce,
    bool OnPaper,
    Delivery Delivery
);

/// <summary>It was refused at reception (Mẫu 03). National status 3. A refusal after examination is <see cref="DossierResolved"/>.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="ReasonCode">Why, as a code; the words are in the form.</param>
public sealed record DossierRefused(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    string ReasonCode
);

/// <summary>The citizen was asked for more papers, once and for all of them (Mẫu 02). National status 5.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Moment of the request, from which the clock waits, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="BeforeAcceptance">Asked at reception; no clock runs yet.</param>
/// <param name="Rule">What it does to the clock.</param>
/// <param name="Basis">Legal basis of that rule.</param>
/// <param name="AskedBy">Agency that needs them.</param>
/// <param name="CaseId">Case whose step needs them.</param>
/// <param name="StepId">Step that needs them and waits.</param>
/// <param name="PaperCodes">What is missing.</param>
/// <param name="Until">Last moment for the citizen, UTC; none known when null.</param>
public sealed record SupplementRequested(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    bool BeforeAcceptance,
    SupplementRule Rule,
    string Basis,
    string AskedBy,
    Guid? CaseId,
    Guid? StepId,
    IReadOnlyList<string> PaperCodes,
    DateTimeOffset? Until
);

/// <summary>The papers came. When they are complete the clock runs again, from the start or from where it stood.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="Complete">Nothing is missing any more.</param>
/// <param name="Rule">Rule that was applied to the clock.</param>
/// <param name="DueAt">New legal due date, UTC.</param>
public sealed record SupplementReceived(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    bool Complete,
    SupplementRule Rule,
    DateTimeOffset? DueAt
);

/// <summary>A fee (phí, lệ phí) is asked. National status 6 while processing waits for it.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="FeeId">Identity of the request.</param>
/// <param name="FeeCode">Fee rule of the procedure version.</param>
/// <param name="Amount">Whole đồng.</param>
/// <param name="ClockWaits">Processing and clock wait until it is paid.</param>
/// <param name="StepId">Step that asked for it, if any.</param>
public sealed record FeeRequested(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    Guid FeeId,
    string FeeCode,
    long Amount,
    bool ClockWaits,
    Guid? StepId
);

/// <summary>A fee was paid in full.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="FeeId">The request.</param>
/// <param name="Amount">Whole đồng.</param>
/// <param name="Means"><c>cash</c>, <c>transfer</c> or <c>online</c>.</param>
/// <param name="DueAt">Legal due date after the wait, UTC.</param>
public sealed record FeePaid(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    Guid FeeId,
    long Amount,
    string Means,
    DateTimeOffset? DueAt
);

/// <summary>An agency works on it. National status 4.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="CaseId">The case at the competent agency.</param>
public sealed record ProcessingStarted(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    Guid CaseId
);

/// <summary>The agency apologised in writing and set a new date, at most once (Mẫu 04; Nghị định 61/2018, Điều 19.9).</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="PreviousDueAt">Due date before, UTC.</param>
/// <param name="DueAt">New due date, UTC.</param>
/// <param name="CausedBy">Agency that caused the delay.</param>
/// <param name="ReasonCode">Why, as a code.</param>
public sealed record DueDateExtended(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    DateTimeOffset PreviousDueAt,
    DateTimeOffset DueAt,
    string CausedBy,
    string ReasonCode
);

/// <summary>A calendar that was published later moved the due date: never earlier than promised.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="PreviousDueAt">Due date before, UTC.</param>
/// <param name="DueAt">New due date, UTC.</param>
/// <param name="CalendarVersion">Calendar it is computed with now.</param>
public sealed record DueDateRecomputed(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    DateTimeOffset PreviousDueAt,
    DateTimeOffset DueAt,
    string CalendarVersion
);

/// <summary>The citizen took it back before a decision. National status 7.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
public sealed record DossierWithdrawn(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId
);

/// <summary>Processing ended without a decision (R2: Mẫu 05). National status 8.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="ReasonCode">Why, as a code.</param>
/// <param name="Basis">Legal basis.</param>
public sealed record ProcessingStopped(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    string ReasonCode,
    string Basis
);

/// <summary>The result is there. National status 9; on time or late is fixed by the moment of signature.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="Outcome">Granted or refused.</param>
/// <param name="DecisionNumber">Number of the decision or certificate.</param>
/// <param name="DecidedBy">Agency that decided.</param>
/// <param name="SignedAt">Moment of signature, UTC.</param>
/// <param name="PromisedDueAt">What the citizen was told last, UTC.</param>
/// <param name="LegalDueAt">What the law gives, recomputed, UTC.</param>
/// <param name="Timeliness">Signature against <paramref name="LegalDueAt"/>, by local date.</param>
/// <param name="Delivery">How the result goes back.</param>
/// <param name="SealedRecipient">Name, phone and address, sealed under the dossier's key; only by post.</param>
public sealed record DossierResolved(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    Outcome Outcome,
    string DecisionNumber,
    string DecidedBy,
    DateTimeOffset SignedAt,
    DateTimeOffset? PromisedDueAt,
    DateTimeOffset? LegalDueAt,
    Timeliness Timeliness,
    Delivery Delivery,
    string? SealedRecipient
);

/// <summary>The citizen has the result. National status 10.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="ParentDossierId">The linked dossier that this one is part of.</param>
/// <param name="Delivery">How it went back.</param>
/// <param name="ReturnedBy">Agency that handed it over, or that had sent it.</param>
/// <param name="ShipmentId">Parcel that carried it, if any.</param>
public sealed record ResultReturned(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid? ParentDossierId,
    Delivery Delivery,
    string ReturnedBy,
    Guid? ShipmentId
);

/// <summary>A person asks for access to their data in this dossier, for its correction or deletion. What they say is not in it.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="RequestId">The request.</param>
/// <param name="Kind">What is asked for.</param>
/// <param name="Agency">Who has to answer.</param>
/// <param name="AnswerBy">Until when: two working days, UTC.</param>
public sealed record DataRequested(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid RequestId,
    DataRequestKind Kind,
    string Agency,
    DateTimeOffset AnswerBy
);

/// <summary>The agency has answered: what was asked for is done, or refused.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="RequestId">The request.</param>
/// <param name="Kind">What was asked for.</param>
/// <param name="Agency">Who had to answer.</param>
/// <param name="Granted">Done, or refused.</param>
/// <param name="ReasonCode">Why it was refused.</param>
/// <param name="AnswerBy">Until when they had to, UTC.</param>
public sealed record DataRequestAnswered(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid RequestId,
    DataRequestKind Kind,
    string Agency,
    bool Granted,
    string? ReasonCode,
    DateTimeOffset AnswerBy
);

/// <summary>Something personal was wrong and is right now: whoever keeps a copy of it takes this one.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="SealedRecipient">Name, phone and address of the applicant as they are now, sealed under the dossier's key; none where no address is known.</param>
public sealed record PersonalDataCorrected(
    Guid DossierId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string? SealedRecipient
);

/// <summary>The dossier's key was destroyed: whoever keeps something that was sealed under it takes it away. What happened and when stays.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
public sealed record PersonalDataErased(Guid DossierId, long Sequence, DateTimeOffset OccurredAt);

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
