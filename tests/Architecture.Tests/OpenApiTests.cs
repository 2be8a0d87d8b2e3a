using System.Text.Json;
using System.Text.RegularExpressions;

namespace HoanKiem.Architecture.Tests;

/// <summary>
/// The documents under contracts/openapi, from which others build portals. The build writes them; these tests say what must hold in them
/// and that they speak of today's slices, so that nobody commits an old one.
/// </summary>
public sealed partial class OpenApiTests
{
    private static readonly string[] Verbs = ["get", "post", "put", "patch", "delete"];

    internal static readonly IReadOnlyList<(ServiceProject Service, JsonElement Document)> All =
    [
        .. Services
            .WithApi.Where(service => Repository.Has(FileOf(service)))
            .Select(service =>
                (service, JsonSerializer.Deserialize<JsonElement>(Repository.Read(FileOf(service))))
            ),
    ];

    [Fact]
    public void Every_service_has_its_document_and_no_document_is_left_over()
    {
        Rule.Holds(
            "These have none:",
            Services
                .WithApi.Where(service => !Repository.Has(FileOf(service)))
                .Select(service => service.Folder)
        );
        Rule.Holds(
            "Nobody writes these:",
            Repository
                .Files.Where(file =>
                    file.StartsWith("contracts/openapi/", StringComparison.Ordinal)
                    && file.EndsWith(".json", StringComparison.Ordinal)
                )
                .Except(Services.WithApi.Select(FileOf))
        );
    }

    [Fact]
    public void Every_operation_is_a_slice_and_every_slice_an_operation()
    {
        foreach (var (service, document) in All)
        {
            var slices = service.Slices.Select(slice => slice.Name).ToHashSet();
            var operations = Operations(document)
                .Select(operation => Text(operation.Body, "operationId"))
                .ToList();
            Rule.Holds($"{service.Folder} has no such slice:", operations.Except(slices));
            Rule.Holds(
                $"{FileOf(service)} is old: build the service. It does not know",
                slices.Where(slice => !IsDevelopment(slice)).Except(operations)
            );
            Assert.Equal(operations.Count, operations.Distinct().Count());
        }
    }

    [Fact]
    public void A_slice_says_the_method_and_path_that_it_has() =>
        Rule.Holds(
            "The first words of these slices are not their method and path:",
            from pair in All
            from operation in Operations(pair.Document)
            let slice = pair.Service.Slices.SingleOrDefault(slice =>
                slice.Name == Text(operation.Body, "operationId")
            )
            where slice is not null
            let summary = pair.Service.SummaryOf(slice) ?? ""
            let expected = $"{operation.Verb.ToUpperInvariant()} {operation.Path}"
            where
                QueryOfSummary().Replace(summary, "").Split(' ') is not [var verb, var path, ..]
                || $"{verb} {path.TrimEnd(':', ',')}" != expected
            select $"{slice.FullName} is {expected}, and says \"{summary}\""
        );

    [Fact]
    public void Every_operation_can_be_understood() =>
        Rule.Holds(
            "These have no summary or no tag:",
            from pair in All
            from operation in Operations(pair.Document)
            where
                Text(operation.Body, "summary").Length == 0
                || !operation.Body.TryGetProperty("tags", out var tags)
                || tags.GetArrayLength() == 0
            select $"{pair.Service.Name} {operation.Verb} {operation.Path}"
        );

    [Fact]
    public void Every_refusal_is_described_as_a_problem() =>
        Rule.Holds(
            "These are not:",
            from pair in All
            from operation in Operations(pair.Document)
            from response in operation.Body.GetProperty("responses").EnumerateObject()
            where response.Name[0] is '4' or '5'
            where
                Text(response.Value, "description").Length == 0
                || !response.Value.TryGetProperty("content", out var content)
                || !content.TryGetProperty("application/problem+json", out var problem)
                || Text(problem.GetProperty("schema"), "$ref") != "#/components/schemas/Problem"
            select $"{pair.Service.Name} {operation.Verb} {operation.Path} {response.Name}"
        );

    [Fact]
    public void A_closed_operation_says_that_it_wants_a_token_and_what_it_answers_without() =>
        Rule.Holds(
            "These do not:",
            from pair in All
            from operation in Operations(pair.Document)
            where
                operation.Body.TryGetProperty("security", out _)
                && !(
                    operation.Body.GetProperty("responses").TryGetProperty("401", out _)
                    && operation.Body.GetProperty("responses").TryGetProperty("403", out _)
                )
            select $"{pair.Service.Name} {operation.Verb} {operation.Path}"
        );

    [Fact]
    public void No_two_slices_share_the_id_of_a_schema()
    {
        Rule.Holds(
            "These ids stand for more than one type:",
            from service in Services.WithApi
            from same in service
                .Slices.SelectMany(slice => slice.GetNestedTypes())
                .GroupBy(type => type.DeclaringType!.Name + type.Name)
            where same.Count() > 1
            select $"{service.Folder}: {same.Key}"
        );
        Rule.Holds(
            "The generator has numbered these, because two types have one id:",
            from pair in All
            let ids = Schemas(pair.Document).Select(schema => schema.Name).ToHashSet()
            from id in ids
            where
                Numbered().Match(id) is { Success: true } match
                && ids.Contains(match.Groups[1].Value)
            select $"{FileOf(pair.Service)}: {id}"
        );
    }

    [Fact]
    public void Every_schema_that_is_named_exists_and_is_used()
    {
        foreach (var (service, document) in All)
        {
            var ids = Schemas(document).Select(schema => schema.Name).ToHashSet();
            var named = Reference()
                .Matches(Repository.Read(FileOf(service)))
                .Select(match => match.Groups[1].Value)
                .ToHashSet();
            Rule.Holds($"{FileOf(service)} names schemas that it has not:", named.Except(ids));
            Rule.Holds($"{FileOf(service)} has schemas that nobody uses:", ids.Except(named));
        }
    }

    [Fact]
    public void Paths_begin_with_the_version() =>
        Rule.Holds(
            "These do not:",
            from pair in All
            from operation in Operations(pair.Document)
            where
                !operation.Path.StartsWith("/v1/", StringComparison.Ordinal)
                && operation.Path != "/.well-known/jwks"
            select $"{pair.Service.Name} {operation.Path}"
        );

    // Mapped in Development only, and so not part of what others build on.
    private static bool IsDevelopment(string slice) =>
        slice.Contains("Development", StringComparison.Ordinal);

    private static string FileOf(ServiceProject service) =>
        $"contracts/openapi/{service.Name}.v1.json";

    internal static IEnumerable<(string Verb, string Path, JsonElement Body)> Operations(
        JsonElement document
    ) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Verbs.Contains(operation.Name)
        select (operation.Name, path.Name, operation.Value);

    private static JsonProperty[] Schemas(JsonElement document) =>
        [.. document.GetProperty("components").GetProperty("schemas").EnumerateObject()];

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    [GeneratedRegex(@"\?\S*")]
    private static partial Regex QueryOfSummary();

    [GeneratedRegex(@"^(.*\D)\d+$")]
    private static partial Regex Numbered();

    [GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex Reference();
}
