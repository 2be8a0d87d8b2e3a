using HoanKiem.Contracts;

namespace HoanKiem.Portal.Backend;

/// <summary>One page of any list.</summary>
internal sealed record Listed<T>(IReadOnlyList<T> Items, string? Next, long Count);

/// <summary>A procedure found.</summary>
[OfSchema(ResourceNames.Catalogue, "SearchProceduresItem")]
internal sealed record ProcedureFound(
    string Code,
    string Name,
    string Field,
    string Level,
    LimitShown? Limit,
    bool? OnlineChannel
);

/// <summary>A legal time limit.</summary>
[OfSchema(ResourceNames.Catalogue, "TimeLimit")]
internal sealed record LimitShown(int Value, string Unit, string? CutOff);

/// <summary>A procedure on a day.</summary>
[OfSchema(ResourceNames.Catalogue, "GetProcedureResponse")]
internal sealed record ProcedureShown(
    string Code,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    bool GivenAtOnce,
    ContentShown Content
);

/// <summary>What it says.</summary>
[OfSchema(ResourceNames.Catalogue, "ProcedureContent")]
internal sealed record ContentShown(
    string Name,
    string Field,
    string Level,
    string Regime,
    LimitShown? Limit,
    string SupplementRule,
    int? SupplementDays,
    bool? OnlineChannel,
    IReadOnlyList<PaperShown> Papers,
    IReadOnlyList<ChannelShown> Channels,
    IReadOnlyList<FeeShown> Fees,
    IReadOnlyList<StepShown> Route
);

/// <summary>A paper that it needs.</summary>
[OfSchema(ResourceNames.Catalogue, "ContentPaper")]
internal sealed record PaperShown(
    string Code,
    string Name,
    string? NameEn,
    int Originals,
    int Copies,
    bool Required
)
{
    /// <summary>Said only where the name does not say it itself.</summary>
    public bool SaysIfAny =>
        !Required && !Name.Contains("nếu có", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A way of filing.</summary>
[OfSchema(ResourceNames.Catalogue, "ContentChannel")]
internal sealed record ChannelShown(string Channel, LimitShown? Limit);

/// <summary>A fee, whole đồng.</summary>
[OfSchema(ResourceNames.Catalogue, "ContentFee")]
internal sealed record FeeShown(
    string Code,
    string Name,
    string NameEn,
    string Unit,
    long? Amount,
    int? After,
    long? AmountAfter,
    long? Maximum,
    long? OnlineAmount,
    bool PaidBefore
);

/// <summary>A step of the route.</summary>
[OfSchema(ResourceNames.Catalogue, "ContentStep")]
internal sealed record StepShown(
    string Key,
    string Name,
    string NameEn,
    string Actor,
    string SystemOfRecord,
    LimitShown? Limit,
    bool Optional
);

/// <summary>An agency on a day.</summary>
[OfSchema(ResourceNames.Catalogue, "ListAgenciesItem")]
internal sealed record AgencyShown(string Id, string Kind, string Name);
