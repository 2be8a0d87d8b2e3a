using System.Net;

namespace HoanKiem.Portal.Tests;

/// <summary>Outside Development nothing of the sign-in comes from a default.</summary>
public sealed class ProductionTests(Site site) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hoankiem-keys").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task With_everything_set_it_starts_and_its_cookies_are_for_https_only()
    {
        await using var portal = site.In("Production", Complete());
        using var client = portal.CreateClient(
            new() { AllowAutoRedirect = false, BaseAddress = new Uri("https://mot-cua.example") }
        );
        using var answer = await client.GetAsync(
            "/dang-nhap",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith(
            "https://mot-cua.example/connect/authorize?client_id=portal&",
            answer.Headers.Location!.AbsoluteUri
        );
        Assert.Contains("code_challenge_method=S256", answer.Headers.Location.Query);
        Assert.Contains(
            "redirect_uri=https%3A%2F%2Fmot-cua.example%2Fdang-nhap%2Fxong",
            answer.Headers.Location.Query
        );
        Assert.All(
            answer.Headers.GetValues("Set-Cookie"),
            cookie =>
            {
                Assert.StartsWith("__Host-hoankiem-", cookie, StringComparison.Ordinal);
                Assert.Contains("; path=/;", cookie, StringComparison.Ordinal);
                Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            }
        );
        Assert.Contains(
            "<sealed",
            await File.ReadAllTextAsync(
                Assert.Single(Directory.GetFiles(_folder)),
                TestContext.Current.CancellationToken
            )
        );
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example")]
    [InlineData("https://app.example/")]
    [InlineData("http://app.example")]
    public void A_list_of_origins_that_says_too_much_is_refused_at_the_start(string origins)
    {
        var settings = Complete();
        settings["Cors:Origins"] = origins;
        using var portal = site.In("Production", settings);

        Assert.Contains(
            "Cors:Origins",
            Assert.Throws<InvalidOperationException>(() => portal.Server).Message
        );
    }

    [Theory]
    [InlineData("Portal:MasterKey")]
    [InlineData("Portal:ClientSecret")]
    [InlineData("Portal:KeyFolder")]
    [InlineData("Tokens:Issuer")]
    public void What_is_missing_is_refused_at_the_start(string setting)
    {
        var settings = Complete();
        settings.Remove(setting);
        using var portal = site.In("Production", settings);

        var refusal = Assert.Throws<InvalidOperationException>(() => portal.Server);

        Assert.Contains(setting, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_in_a_folder_that_others_can_read_are_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(_folder, (UnixFileMode)Convert.ToInt32("755", 8));
        using var portal = site.In("Production", Complete());

        Assert.Contains(
            "open to others",
            Assert.Throws<InvalidOperationException>(() => portal.Server).Message
        );
    }

    private Dictionary<string, string> Complete() =>
        new(StringComparer.Ordinal)
        {
            ["Tokens:Issuer"] = "https://mot-cua.example",
            ["Portal:MasterKey"] = Convert.ToBase64String(new byte[32]),
            ["Portal:ClientSecret"] = "a-secret-of-at-least-thirty-two-letters",
            ["Portal:KeyFolder"] = _folder,
        };
}
