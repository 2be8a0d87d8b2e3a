using HoanKiem.Testing;
using Microsoft.AspNetCore.Hosting;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>What answers say to browsers, also those of APIs and those that refuse.</summary>
public sealed class HeaderTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Theory]
    [InlineData("/v1/things", 200)]
    [InlineData("/v1/nothing-here", 404)]
    [InlineData("/v1/fault", 500)]
    public async Task No_answer_is_kept_framed_guessed_at_or_runs_a_script(string path, int status)
    {
        using var answer = await app.Citizen().Get(path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        foreach (
            var (name, value) in new[]
            {
                ("X-Content-Type-Options", "nosniff"),
                ("X-Frame-Options", "DENY"),
                ("Referrer-Policy", "no-referrer"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
            }
        )
            Assert.Equal(value, Assert.Single(answer.Headers.GetValues(name)));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.False(answer.Headers.Contains("Server"));
        // There is no TLS on a developer's machine.
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Where_the_site_has_TLS_browsers_are_told_to_keep_to_it()
    {
        await using var site = app.WithWebHostBuilder(builder =>
            builder.UseSetting("Tokens:Issuer", "https://mot-cua.example")
        );
        using var answer = await site.CreateClient().Get("/alive");

        Assert.Equal(
            "max-age=31536000; includeSubDomains",
            Assert.Single(answer.Headers.GetValues("Strict-Transport-Security"))
        );
    }
}
