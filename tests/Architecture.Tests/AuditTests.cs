using HoanKiem.Testing;

namespace HoanKiem.Architecture.Tests;

/// <summary>What the published API says of the audit: no operation shows somebody's data or changes anything unseen.</summary>
public sealed class AuditTests
{
    [Fact]
    public void Whatever_is_asked_of_a_service_is_audited_or_says_why_not() =>
        Rule.Holds(
            "These say neither Audited(…) nor NotAudited(…) in their Endpoints.cs:",
            from pair in OpenApiTests.All
            from operation in OpenApiTests.Operations(pair.Document)
            where
                !operation.Body.TryGetProperty("x-audited", out _)
                && !operation.Body.TryGetProperty("x-not-audited", out _)
            select $"{pair.Service.Name} {operation.Verb} {operation.Path}"
        );

    [Fact]
    public void Whatever_changes_something_is_audited() =>
        Rule.Holds(
            "These change something and are not audited:",
            from pair in OpenApiTests.All
            from operation in OpenApiTests.Operations(pair.Document)
            where operation.Verb != "get" && !operation.Body.TryGetProperty("x-audited", out _)
            select $"{pair.Service.Name} {operation.Verb} {operation.Path}"
        );

    // Who adds a line here says that nobody's data is shown.
    [Fact]
    public void What_is_not_audited_is_what_was_approved() =>
        Approved.Match(
            "Approved/not-audited.txt",
            string.Join(
                '\n',
                from pair in OpenApiTests.All
                from operation in OpenApiTests.Operations(pair.Document)
                where operation.Body.TryGetProperty("x-not-audited", out _)
                select $"{pair.Service.Name} {operation.Verb} {operation.Path}: {operation.Body.GetProperty("x-not-audited").GetString()}"
            )
        );

    // A handler whose answer shows rows says which; at run time one that has forgotten it cannot answer.
    [Fact]
    public void A_slice_that_reads_rows_for_its_answer_has_a_trail()
    {
        var audited = (
            from pair in OpenApiTests.All
            from operation in OpenApiTests.Operations(pair.Document)
            where operation.Verb == "get" && operation.Body.TryGetProperty("x-audited", out _)
            let id = operation.Body.GetProperty("operationId").GetString()
            let slice = pair.Service.Slices.Single(slice => slice.Name == id)
            select "services/" + slice.FullName!["HoanKiem.".Length..].Replace('.', '/') + ".cs"
        ).ToList();
        Assert.True(audited.Count > 20);
        Rule.Holds(
            "These do not say what they show:",
            audited.Where(file =>
                !Repository.Read(file).Contains("AuditTrail trail", StringComparison.Ordinal)
            )
        );
    }
}
