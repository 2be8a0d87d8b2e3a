using HoanKiem.Contracts;

namespace HoanKiem.Portal.Backend;

/// <summary>A piece of open work.</summary>
[OfSchema(ResourceNames.Routing, "ListTasksItem")]
internal sealed record TaskShown(
    Guid StepId,
    Guid CaseId,
    int CaseVersion,
    string DossierNumber,
    string ProcedureCode,
    string Name,
    string Kind,
    string Agency,
    string State,
    DateTimeOffset? DueAt,
    bool Late,
    int? WorkingMinutesLeft,
    IReadOnlyList<string> WaitsFor,
    string? ClaimedBy,
    int Version
);

/// <summary>What came of a step.</summary>
[OfSchema(ResourceNames.Routing, "CompleteTaskRequest")]
internal sealed record ToComplete(
    string Proposal,
    string? ResultNumber,
    string? Capacity,
    string? ReasonCode
);

/// <summary>Where its case is then.</summary>
[OfSchema(ResourceNames.Routing, "CompleteTaskCompleted")]
internal sealed record CompletedShown(Guid StepId, string CasePhase);

/// <summary>A decision.</summary>
[OfSchema(ResourceNames.Routing, "DecideCaseRequest")]
internal sealed record ToDecide(
    string Outcome,
    string DecisionNumber,
    string Capacity,
    string? ReasonCode
);

/// <summary>When it was signed.</summary>
[OfSchema(ResourceNames.Routing, "DecideCaseDecided")]
internal sealed record DecidedShown(Guid CaseId, DateTimeOffset SignedAt);
