using System.Net;
using HoanKiem.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

public sealed class VersionTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task An_update_with_the_version_that_was_read_is_taken_and_gives_the_next_one()
    {
        var (citizen, url) = await AThing();

        var answer = await citizen.SendJson(
            HttpMethod.Put,
            url,
            new { title = "Tên mới" },
            ifMatch: 1
        );

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("\"2\"", answer.Headers.ETag!.Tag);
        Assert.Equal(
            "Tên mới",
            (await (await citizen.Get(url)).Body()).GetProperty("title").GetString()
        );
    }

    [Fact]
    public async Task An_update_with_an_old_version_is_refused_and_says_the_current_one()
    {
        var (citizen, url) = await AThing();
        await citizen.SendJson(HttpMethod.Put, url, new { title = "Tên mới" }, ifMatch: 1);

        var problem = await (
            await citizen.SendJson(HttpMethod.Put, url, new { title = "Tên khác" }, ifMatch: 1)
        ).ShouldBeRefused("stale-version", 412);

        Assert.Equal(2, problem.GetProperty("currentVersion").GetInt32());
    }

    [Fact]
    public async Task An_update_without_a_version_is_refused()
    {
        var (citizen, url) = await AThing();

        await (
            await citizen.SendJson(HttpMethod.Put, url, new { title = "Tên mới" })
        ).ShouldBeRefused("version-required", 428);
    }

    private async Task<(HttpClient Citizen, string Url)> AThing()
    {
        var citizen = app.Citizen();
        var answer = await citizen.PostJson(
            "/v1/things",
            new { title = "Khai sinh", agency = "hang-bac" }
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (citizen, answer.Headers.Location!.ToString());
    }
}
