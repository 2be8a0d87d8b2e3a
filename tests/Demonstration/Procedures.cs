using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Demonstration;

/// <summary>What the Catalogue says of the procedures that are played.</summary>
internal sealed class Procedures(Api api)
{
    private readonly ConcurrentDictionary<(string, bool), Task<JsonObject>> _known = new();

    public async Task<IReadOnlyList<string>> RequiredPapers(Planned plan) =>
        [
            .. (await Of(plan))["content"]!["papers"]!
                .AsArray()
                .Where(paper => (bool)paper!["required"]!)
                .Select(paper => (string)paper!["code"]!),
        ];

    /// <summary>The fee that is counted by pages.</summary>
    public async Task<string> PageFee(Planned plan) =>
        (string)
            (await Of(plan))["content"]!["fees"]!
                .AsArray()
                .First(fee => (string?)fee!["unit"] == "page")!["code"]!;

    public async Task<string> AnyFee(Planned plan) =>
        (string)(await Of(plan))["content"]!["fees"]!.AsArray()[0]!["code"]!;

    private Task<JsonObject> Of(Planned plan) =>
        _known.GetOrAdd(
            (plan.Procedure, plan.Later),
            _ =>
                api.Get(
                    Person.Nobody,
                    ResourceNames.Catalogue,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"/v1/procedures/{plan.Procedure}?on={plan.At:yyyy-MM-dd}"
                    )
                )
        );
}
