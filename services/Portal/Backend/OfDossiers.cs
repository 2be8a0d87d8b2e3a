using HoanKiem.Contracts;

namespace HoanKiem.Portal.Backend;

/// <summary>A dossier to be handed in.</summary>
[OfSchema(ResourceNames.Dossiers, "SubmitDossierRequest")]
internal sealed record DossierToSubmit(
    string Channel,
    string ProcedureCode,
    string CompetentAgency,
    string Delivery,
    IReadOnlyList<PartyToSubmit> Parties,
    IReadOnlyList<PaperToSubmit> Papers,
    string? ReceivedAt,
    string? Subject
);

/// <summary>A person in it.</summary>
[OfSchema(ResourceNames.Dossiers, "PartyRequest")]
internal sealed record PartyToSubmit(
    string Role,
    string IdentityKind,
    string Name,
    string? Number,
    string? Phone,
    string? Email,
    string? Address
);

/// <summary>A paper in it.</summary>
[OfSchema(ResourceNames.Dossiers, "SubmitDossierPaperRequest")]
internal sealed record PaperToSubmit(string Code, int Originals, int Copies);

/// <summary>What the citizen holds from then on.</summary>
[OfSchema(ResourceNames.Dossiers, "SubmitDossierSubmitted")]
internal sealed record Submitted(
    Guid Id,
    string RequestCode,
    string LookUpCode,
    string StatusName,
    DateTimeOffset SubmittedAt
);

/// <summary>What the clerk says at acceptance.</summary>
[OfSchema(ResourceNames.Dossiers, "AcceptDossierRequest")]
internal sealed record ToAccept(bool ReceiptWanted, IReadOnlyList<UnitsOfFee> Fees);

/// <summary>Units of a fee rule.</summary>
[OfSchema(ResourceNames.Dossiers, "AcceptDossierFeeUnits")]
internal sealed record UnitsOfFee(string Code, int Units);

/// <summary>Number and due date.</summary>
[OfSchema(ResourceNames.Dossiers, "AcceptDossierAccepted")]
internal sealed record AcceptedShown(
    string Number,
    string StatusName,
    DateTimeOffset AcceptedAt,
    DateTimeOffset? DueAt,
    bool DueIsProvisional,
    IReadOnlyList<DueLine> Explanation,
    bool HasReceipt,
    IReadOnlyList<FeeAskedShown> Fees
);

/// <summary>A fee that was asked for.</summary>
[OfSchema(ResourceNames.Dossiers, "AcceptDossierFeeAsked")]
internal sealed record FeeAskedShown(string Name, long Amount, bool ClockWaits);

/// <summary>A line of the sum behind a due date.</summary>
[OfSchema(ResourceNames.Dossiers, "DueDateLine")]
internal sealed record DueLine(int Counted, string Vietnamese, string English);

/// <summary>Why a dossier is not accepted.</summary>
[OfSchema(ResourceNames.Dossiers, "RefuseDossierRequest")]
internal sealed record ToRefuse(string ReasonCode);

/// <summary>A dossier in a list; nothing personal.</summary>
[OfSchema(ResourceNames.Dossiers, "ListDossiersLine")]
internal sealed record DossierListed(
    Guid Id,
    string RequestCode,
    string ProcedureCode,
    string Channel,
    string ReceivingAgency,
    string DecidedBy,
    string StatusName,
    DateTimeOffset SubmittedAt
);

/// <summary>A dossier as the office sees it.</summary>
[OfSchema(ResourceNames.Dossiers, "GetDossierAnswer")]
internal sealed record DossierShown(
    Guid Id,
    int Version,
    string RequestCode,
    string? Number,
    string ProcedureCode,
    string ProcedureName,
    string Channel,
    string ReceivingAgency,
    string DecidedBy,
    string Delivery,
    string? Subject,
    string StatusName,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? PromisedDueAt,
    bool DueIsProvisional,
    IReadOnlyList<DueLine> Explanation,
    IReadOnlyList<string> Allowed,
    IReadOnlyList<PartyShown> Parties,
    IReadOnlyList<PaperHeld> Papers
);

/// <summary>A person in it.</summary>
[OfSchema(ResourceNames.Dossiers, "GetDossierPartyOfDossier")]
internal sealed record PartyShown(
    string Role,
    string Name,
    string? Number,
    string? Phone,
    string? Address
);

/// <summary>A paper in it.</summary>
[OfSchema(ResourceNames.Dossiers, "GetDossierPaperLine")]
internal sealed record PaperHeld(string Code, string? Name, int Originals, int Copies);
