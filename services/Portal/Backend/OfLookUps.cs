using HoanKiem.Contracts;

namespace HoanKiem.Portal.Backend;

/// <summary>Code or number.</summary>
[OfSchema(ResourceNames.Dossiers, "LookUpDossierRequest")]
internal sealed record ToLookUp(string? Code, string? Number);

/// <summary>How far it is, and with the code all the rest.</summary>
[OfSchema(ResourceNames.Dossiers, "LookUpDossierAnswer")]
internal sealed record LookedUp(
    int Status,
    string StatusName,
    string StatusNameEn,
    DegreeShown Degree,
    WholeShown? Dossier
);

/// <summary>Degree of completion.</summary>
[OfSchema(ResourceNames.Dossiers, "LookUpDossierDegree")]
internal sealed record DegreeShown(int Step, int Of, bool Over);

/// <summary>Everything the citizen may see.</summary>
[OfSchema(ResourceNames.Dossiers, "CitizensView")]
internal sealed record WholeShown(
    string RequestCode,
    string? Number,
    string ProcedureCode,
    string ProcedureName,
    string ReceivedBy,
    string DecidedBy,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? AcceptedAt,
    IReadOnlyList<HolderShown> HeldBy,
    IReadOnlyList<WaitShown> WaitsFor,
    TimeLeftShown? TimeLeft,
    DateTimeOffset? PromisedDueAt,
    DateTimeOffset? LegalDueAt,
    bool DueIsProvisional,
    IReadOnlyList<DueLine> Explanation,
    ResultShown? Result,
    IReadOnlyList<FeeOwed> Fees,
    IReadOnlyList<HappenedShown> History,
    string? SurveyToken
);

/// <summary>Who has it in hand.</summary>
[OfSchema(ResourceNames.Dossiers, "CitizensViewHolder")]
internal sealed record HolderShown(string AgencyName, string? Step, DateTimeOffset? DueAt);

/// <summary>What it waits for.</summary>
[OfSchema(ResourceNames.Dossiers, "CitizensViewWaitLine")]
internal sealed record WaitShown(
    string Vi,
    string En,
    DateTimeOffset Since,
    DateTimeOffset? Until,
    IReadOnlyList<string> Papers
);

/// <summary>Working minutes left, or over.</summary>
[OfSchema(ResourceNames.Dossiers, "CitizensViewLeft")]
internal sealed record TimeLeftShown(bool Stopped, int RemainingMinutes, int OverdueMinutes);

/// <summary>The result.</summary>
[OfSchema(ResourceNames.Dossiers, "CitizensViewDecision")]
internal sealed record ResultShown(
    string Outcome,
    string DecisionNumber,
    DateTimeOffset SignedAt,
    string Timeliness,
    string Delivery,
    string Where,
    DateTimeOffset? ReturnedAt
);

/// <summary>A fee.</summary>
[OfSchema(ResourceNames.Dossiers, "CitizensViewFeeLine")]
internal sealed record FeeOwed(string Name, long Amount, bool Paid);

/// <summary>What happened, without who.</summary>
[OfSchema(ResourceNames.Dossiers, "CitizensViewHappened")]
internal sealed record HappenedShown(DateTimeOffset At, string Vi, string En);
