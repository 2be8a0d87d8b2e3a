using System.Text.Json;
using HoanKiem.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

public sealed class OpenApiTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task The_document_is_the_approved_one()
    {
        var document = await app.Anyone()
            .GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);

        Approved.Match("Approved/sample.v1.json", document);
    }

    [Fact]
    public async Task Requests_of_two_slices_are_two_schemas()
    {
        var document = JsonSerializer.Deserialize<JsonElement>(
            await app.Anyone()
                .GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)
        );
        var schemas = document
            .GetProperty("components")
            .GetProperty("schemas")
            .EnumerateObject()
            .Select(schema => schema.Name)
            .ToArray();

        Assert.Contains("OpenThingRequest", schemas);
        Assert.Contains("RenameThingRequest", schemas);
        Assert.Contains("PageOfListThingsItem", schemas);
    }
}
