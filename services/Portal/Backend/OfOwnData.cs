using HoanKiem.Contracts;

namespace HoanKiem.Portal.Backend;

/// <summary>What the data in a dossier was used for, and who looked.</summary>
[OfSchema(ResourceNames.Dossiers, "ListUsesAnswer")]
internal sealed record UsesShown(
    IReadOnlyList<UsedForShown> UsedFor,
    IReadOnlyList<UseShown> Items,
    string? Next,
    long Count
);

/// <summary>What it was used for, and how often.</summary>
[OfSchema(ResourceNames.Dossiers, "UsedFor")]
internal sealed record UsedForShown(
    string Purpose,
    string Agency,
    string By,
    int Seen,
    int Changed,
    DateTimeOffset Last
);

/// <summary>Somebody looked or changed something.</summary>
[OfSchema(ResourceNames.Dossiers, "Use")]
internal sealed record UseShown(
    DateTimeOffset At,
    string Agency,
    string By,
    bool ByYou,
    string Purpose,
    bool Changed
);

/// <summary>A request about one's data.</summary>
[OfSchema(ResourceNames.Dossiers, "AskAboutDataRequest")]
internal sealed record ToAskAboutData(string Kind, string? Wish);

/// <summary>Such a request as it stands.</summary>
[OfSchema(ResourceNames.Dossiers, "DataRequestLine")]
internal sealed record DataRequestShown(
    Guid Id,
    Guid DossierId,
    string Kind,
    string Agency,
    DateTimeOffset AskedAt,
    DateTimeOffset AnswerBy,
    bool Late,
    DateTimeOffset? AnsweredAt,
    bool? Granted,
    string Basis
);

/// <summary>What access was granted to.</summary>
[OfSchema(ResourceNames.Dossiers, "GetPersonalDataAnswer")]
internal sealed record OwnDataShown(
    Guid DossierId,
    bool Erased,
    IReadOnlyList<OwnPersonShown> Parties,
    string? Subject,
    OwnContactShown Contact,
    IReadOnlyList<OwnFileShown> Files
);

/// <summary>A person, with everything that is kept of them.</summary>
[OfSchema(ResourceNames.Dossiers, "GetPersonalDataPerson")]
internal sealed record OwnPersonShown(
    string Name,
    string? Number,
    string? Phone,
    string? Email,
    string? Address,
    string? BirthDate
);

/// <summary>Where notices went.</summary>
[OfSchema(ResourceNames.Dossiers, "GetPersonalDataContact")]
internal sealed record OwnContactShown(string? Address, int Notices);

/// <summary>A file that is kept.</summary>
[OfSchema(ResourceNames.Dossiers, "GetPersonalDataFile")]
internal sealed record OwnFileShown(string ContentType, long Size, DateTimeOffset AttachedAt);
