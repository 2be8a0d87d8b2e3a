using System.Net;
using HoanKiem.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>An endpoint says how surely people must have signed in, and says so to whoever has not.</summary>
public sealed class AssuranceTests(SampleApp app) : IClassFixture<SampleApp>
{
    private const string Url = "/v1/level-2";

    [Fact]
    public async Task Level_2_opens_it_and_level_1_is_told_what_to_ask_for()
    {
        Assert.Equal(HttpStatusCode.OK, (await app.Citizen(assurance: 2).Get(Url)).StatusCode);

        var refused = await app.Citizen(assurance: 1).Get(Url);
        var body = await refused.ShouldBeRefused("assurance-too-low", 401);
        Assert.Equal(2, body.GetProperty("requiredAssurance").GetInt32());
        var challenge = refused.Headers.WwwAuthenticate.ToString();
        Assert.Contains("error=\"insufficient_user_authentication\"", challenge);
        Assert.Contains("acr_values=\"2\"", challenge);
    }

    [Fact]
    public async Task Where_no_level_is_named_level_1_will_do() =>
        Assert.Equal(
            HttpStatusCode.OK,
            (await app.Citizen(assurance: 1).Get("/v1/things")).StatusCode
        );

    [Fact]
    public async Task A_system_has_no_level_and_needs_none() =>
        Assert.Equal(HttpStatusCode.OK, (await app.Client("vnpost").Get(Url)).StatusCode);

    [Fact]
    public async Task Nobody_is_still_nobody() =>
        await (await app.Anyone().Get(Url)).ShouldBeRefused("unauthenticated", 401);
}
