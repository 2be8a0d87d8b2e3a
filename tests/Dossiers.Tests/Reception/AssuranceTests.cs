using System.Net;
using System.Text.Json;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Reception;

/// <summary>What has legal effect, or shows somebody's papers, wants a sign-in of level 2; looking does not.</summary>
public sealed class AssuranceTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    [Fact]
    public async Task At_level_1_a_citizen_looks_but_hands_nothing_in_withdraws_nothing_and_sees_no_papers()
    {
        var low = app.Citizen("citizen-of-level-1", assurance: 1);
        Assert.Equal(HttpStatusCode.OK, (await low.Get("/v1/dossiers")).StatusCode);

        var some = $"/v1/dossiers/{Guid.NewGuid()}";
        using var paper = new ByteArrayContent("%PDF-1.7"u8.ToArray());
        paper.Headers.ContentType = new("application/pdf");
        foreach (
            var refused in new[]
            {
                await low.PostJson("/v1/dossiers", Given.Request(channel: "online")),
                await low.PostJson(some + "/supplements", new { }),
                await low.PostJson(some + "/withdrawal", new { }),
                await low.PostAsync(
                    some + "/documents",
                    paper,
                    TestContext.Current.CancellationToken
                ),
                await low.Get($"{some}/documents/{Guid.NewGuid()}"),
            }
        )
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            var problem = JsonSerializer.Deserialize<JsonElement>(
                await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
            Assert.Equal(
                "urn:hoankiem:problem:assurance-too-low",
                problem.GetProperty("type").GetString()
            );
        }
    }
}
