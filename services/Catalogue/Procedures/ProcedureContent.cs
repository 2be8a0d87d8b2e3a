using System.Text.Json;
using System.Text.Json.Serialization;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>What a version of a procedure says. It never changes: another content is another version.</summary>
/// <param name="Name">Official name, Vietnamese.</param>
/// <param name="Field">Field of administration (lĩnh vực).</param>
/// <param name="Level"><c>district</c>, <c>ward</c> or <c>district|ward</c>.</param>
/// <param name="Regime">Rules of the one-stop office under which it is handled.</param>
/// <param name="Limit">Legal limit; unknown when null, which is not zero.</param>
/// <param name="SupplementRule">What a supplement does to the clock.</param>
/// <param name="SupplementBasis">Legal basis of that rule.</param>
/// <param name="SupplementVerified">Whether the text of that basis was read.</param>
/// <param name="SupplementDays">Working days the citizen has; unknown when null.</param>
/// <param name="OnlineChannel">Whether it may be filed online; unknown when null.</param>
/// <param name="OnlineGrade">Grade of the online service, where stated.</param>
/// <param name="Papers">Thành phần hồ sơ.</param>
/// <param name="Channels">Ways of filing that are printed; none printed is not "none allowed".</param>
/// <param name="Fees">Phí, lệ phí, whole đồng.</param>
/// <param name="Route">Quy trình.</param>
/// <param name="ReplacedBy">Code of the procedure that takes its place when it ends.</param>
/// <param name="Confidence">How far name and code were confirmed: <c>high</c>, <c>medium</c>, <c>low</c>.</param>
/// <param name="Source">Where it was read.</param>
internal sealed record ProcedureContent(
    string Name,
    string Field,
    string Level,
    Regime Regime,
    TimeLimit? Limit,
    SupplementRule SupplementRule,
    string SupplementBasis,
    bool SupplementVerified,
    int? SupplementDays,
    bool? OnlineChannel,
    OnlineGrade? OnlineGrade,
    IReadOnlyList<ContentPaper> Papers,
    IReadOnlyList<ContentChannel> Channels,
    IReadOnlyList<ContentFee> Fees,
    IReadOnlyList<ContentStep> Route,
    string? ReplacedBy,
    string Confidence,
    string? Source
)
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The result is given while the citizen waits.</summary>
    [JsonIgnore]
    public bool GivenAtOnce => Route.Any(step => step.Kind == "give");

    /// <summary>As it is stored and compared.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Stored);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static ProcedureContent FromJson(string json) =>
        JsonSerializer.Deserialize<ProcedureContent>(json, Stored)!;
}

/// <summary>A paper of the dossier.</summary>
/// <param name="Code">Identity within the version.</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="NameEn">English name, where there is one.</param>
/// <param name="Originals">How many originals.</param>
/// <param name="Copies">How many copies.</param>
/// <param name="Required">Whether the dossier is incomplete without it.</param>
/// <param name="Channels">Channels for which it is wanted; all when empty.</param>
/// <param name="ProducedBy">Code of the procedure whose result it is.</param>
internal sealed record ContentPaper(
    string Code,
    string Name,
    string? NameEn,
    int Originals,
    int Copies,
    bool Required,
    IReadOnlyList<string> Channels,
    string? ProducedBy
);

/// <summary>A way of filing.</summary>
/// <param name="Channel"><c>counter</c>, <c>online</c> or <c>post</c>.</param>
/// <param name="Limit">Limit printed for this way, when it is one.</param>
internal sealed record ContentChannel(string Channel, TimeLimit? Limit);

/// <summary>A fee, whole đồng.</summary>
/// <param name="Code">Identity within the version.</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Unit"><c>page</c>, <c>copy</c> or <c>case</c>.</param>
/// <param name="Amount">Đồng a unit; unknown when null.</param>
/// <param name="After">Number of units at that amount; all when null.</param>
/// <param name="AmountAfter">Đồng for each further unit.</param>
/// <param name="Maximum">Upper bound of the sum.</param>
/// <param name="OnlineAmount">Đồng a unit when filed online, where it differs.</param>
/// <param name="PaidBefore">Whether processing waits for the money.</param>
/// <param name="Status"><c>published</c>, <c>provincial</c>, <c>unclear</c> or <c>several</c>.</param>
/// <param name="Basis">Legal basis.</param>
internal sealed record ContentFee(
    string Code,
    string Name,
    string NameEn,
    string Unit,
    long? Amount,
    int? After,
    long? AmountAfter,
    long? Maximum,
    long? OnlineAmount,
    bool PaidBefore,
    string Status,
    string Basis
);

/// <summary>A step of the route.</summary>
/// <param name="Key">Identity within the route.</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Kind"><c>examine</c>, <c>question</c>, <c>sign</c>, <c>give</c> or <c>external</c>.</param>
/// <param name="Actor">Who acts, see <see cref="RouteStep.Actor"/>; <c>chosen</c> is an agency that an officer names.</param>
/// <param name="SystemOfRecord">Where the step is kept.</param>
/// <param name="Limit">The step's own limit.</param>
/// <param name="After">Keys of the steps before it.</param>
/// <param name="Optional">Taken only when an officer asks for it.</param>
internal sealed record ContentStep(
    string Key,
    string Name,
    string NameEn,
    string Kind,
    string Actor,
    string SystemOfRecord,
    TimeLimit? Limit,
    IReadOnlyList<string> After,
    bool Optional
);
