using System.Net;
using HoanKiem.Identity.Accounts;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace HoanKiem.Identity.Tests.Tokens;

/// <summary>Outside Development no account, client or key comes from a default.</summary>
public sealed class ProductionTests
{
    private const string Secret = "a-secret-of-at-least-thirty-two-letters";
    private static readonly Dictionary<string, string> Complete = new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:identitydb"] = "Host=localhost;Port=1;Database=none",
        ["Database:AppPassword"] = "a",
        ["Database:WorkerPassword"] = "b",
        ["Database:SealerPassword"] = "c",
        ["PersonalData:MasterKey"] = Convert.ToBase64String(new byte[32]),
        ["PersonalData:IndexKey"] = Convert.ToBase64String(new byte[32]),
        ["Identity:MasterKey"] = Convert.ToBase64String(new byte[32]),
        ["Tokens:Issuer"] = "https://mot-cua.example",
        ["Clients:portal:Secret"] = Secret,
        ["Clients:portal:Scopes"] = "dossiers",
        ["Clients:portal:RedirectUris"] = "https://mot-cua.example/dang-nhap/xong",
        ["Clients:portal:Own"] = "true",
        ["Messaging:Transport"] = "None",
        ["Logging:LogLevel:Default"] = "None",
    };

    [Fact]
    public async Task With_everything_set_it_starts_although_its_database_is_away_and_gives_nobody_a_token_for_asking()
    {
        await using var app = Production(Complete);
        var answer = await app.CreateClient()
            .PostJson(
                "/v1/development/tokens",
                new
                {
                    subject = "clerk.hoan-kiem",
                    kind = "officer",
                    audiences = new[] { "dossiers" },
                }
            );

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var health = await app.CreateClient()
            .GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }

    [Theory]
    [InlineData("Identity:MasterKey", null)]
    [InlineData("Identity:MasterKey", "c2hvcnQ=")]
    [InlineData("Tokens:Issuer", "http://mot-cua.example")]
    [InlineData(DemonstrationAccounts.Setting, "/tmp/demo-accounts.json")]
    [InlineData("Clients:portal:Secret", "short")]
    [InlineData("Clients:portal:Secret", "the-secret-of-a-developers-machine")]
    [InlineData("Clients:portal:RedirectUris", "http://mot-cua.example/dang-nhap/xong")]
    [InlineData("Clients:portal:RedirectUris", "https://mot-cua.example/dang-nhap/xong#fragment")]
    [InlineData("Clients:portal:Scopes", "dossiers everything")]
    [InlineData("Clients:portal:Own", "false")]
    public void What_is_missing_weak_or_open_is_refused_at_the_start(string setting, string? value)
    {
        var settings = new Dictionary<string, string>(Complete, StringComparer.Ordinal);
        settings.Remove(setting);
        if (value is not null)
            settings[setting] = value;
        using var app = Production(settings);

        var refusal = Assert.Throws<InvalidOperationException>(() => app.Server);

        Assert.Contains(
            setting.StartsWith("Clients:", StringComparison.Ordinal) ? "Clients:portal" : setting,
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_master_key_of_Development_is_refused_elsewhere()
    {
        var development = Convert.ToBase64String(
            System.Security.Cryptography.SHA256.HashData(
                "hoankiem-development Identity:MasterKey"u8
            )
        );
        using var app = Production(
            new(Complete, StringComparer.Ordinal) { ["Identity:MasterKey"] = development }
        );

        Assert.Contains(
            "Identity:MasterKey",
            Assert.Throws<InvalidOperationException>(() => app.Server).Message
        );
    }

    private static WebApplicationFactory<Program> Production(Dictionary<string, string> settings) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment("Production");
            foreach (var (name, value) in settings)
                builder.UseSetting(name, value);
        });
}
