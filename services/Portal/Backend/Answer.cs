using System.Text.Json;
using System.Text.Json.Nodes;

namespace HoanKiem.Portal.Backend;

/// <summary>What a service answered: a body, or a problem in both languages.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="Version">Version of what was answered, from its ETag.</param>
internal sealed record Answer(int Status, JsonObject Body, int? Version = null)
{
    private const string Urn = "urn:hoankiem:problem:";

    // More members than a page knows are no fault: a service may be newer than this Portal.
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);

    /// <summary>No answer came: nobody knows whether something happened, so the same key is used again.</summary>
    public static Answer Silent { get; } =
        new(
            503,
            new JsonObject
            {
                ["title"] = "Hệ thống đang bận",
                ["titleEn"] = "The system is busy",
                ["detail"] = "Xin thử lại sau ít phút. Không có gì bị gửi hai lần.",
                ["detailEn"] = "Please try again in a few minutes. Nothing is sent twice.",
            }
        );

    public bool Ok => Status is >= 200 and < 300;

    /// <summary>Whether the same act may be tried again with the same key: what was refused is settled, what was not answered is not.</summary>
    public bool Unsettled => Status is 409 or >= 500;

    /// <summary>Stable name of the problem, e.g. <c>filed-on-national-portal</c>.</summary>
    public string? Type =>
        (string?)Body["type"] is { } type && type.StartsWith(Urn, StringComparison.Ordinal)
            ? type[Urn.Length..]
            : null;

    /// <summary>What kind of problem, Vietnamese.</summary>
    public string Title => (string?)Body["title"] ?? "Có lỗi";

    /// <summary>The problem's words, Vietnamese.</summary>
    public string Problem => (string?)Body["detail"] ?? "Xin thử lại.";

    /// <summary>The same in English.</summary>
    public string ProblemEn =>
        (string?)Body["detailEn"]
        ?? (string?)Body["titleEn"]
        ?? "Something went wrong, please try again.";

    /// <summary>Members at fault with their words, the first fault of each: an empty field is not also too short.</summary>
    public IEnumerable<(string Member, string Vi, string En)> Errors =>
        (Body["errors"] as JsonArray ?? [])
            .Select(error =>
                (
                    Member: (string?)error!["member"] ?? "",
                    (string?)error["vi"] ?? "",
                    (string?)error["en"] ?? ""
                )
            )
            .DistinctBy(error => error.Member);

    /// <summary>A further fact of the problem, e.g. <c>url</c>.</summary>
    public string? Fact(string name) => (string?)Body[name];

    /// <summary>The body as a page reads it.</summary>
    public T As<T>() => Body.Deserialize<T>(Reading)!;
}
