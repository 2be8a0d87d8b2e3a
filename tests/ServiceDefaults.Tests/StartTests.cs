using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>What is good on a developer's machine is refused in Production.</summary>
public sealed class StartTests
{
    private static readonly Dictionary<string, string> Complete = new()
    {
        ["ConnectionStrings:sampledb"] = "Host=localhost;Port=1;Database=none",
        ["Database:AppPassword"] = "a",
        ["Database:WorkerPassword"] = "b",
        ["Database:SealerPassword"] = "c",
        ["PersonalData:MasterKey"] = Convert.ToBase64String(new byte[32]),
        ["PersonalData:IndexKey"] = Convert.ToBase64String(new byte[32]),
        ["Tokens:Issuer"] = "https://mot-cua.example",
    };

    [Fact]
    public void A_service_with_everything_set_starts_although_its_database_is_away()
    {
        using var app = Production(Complete);

        Assert.NotNull(app.Server);
    }

    [Theory]
    [InlineData("Database:AppPassword", null)]
    [InlineData("PersonalData:MasterKey", null)]
    [InlineData("PersonalData:IndexKey", null)]
    [InlineData("PersonalData:MasterKey", "aG9hbmtpZW0tZGV2ZWxvcG1lbnQtbWFzdGVyLWtleSE=")]
    [InlineData("BusinessClock:File", "/tmp/clock")]
    [InlineData("Tokens:Issuer", null)]
    [InlineData("Tokens:Issuer", "http://mot-cua.example")]
    [InlineData("Secrets:Folder", "/there/is/no/such/folder")]
    // Those of a developer's machine, which everybody can read.
    [InlineData(
        "Database:WorkerPassword",
        "99d7205ac34ff60d09c186205fe825b870fb3809721f844edc9e5182f71c88df"
    )]
    [InlineData("Any:Secret", "whsec_aG9hbmtpZW0tZGV2ZWxvcG1lbnQtY2Fycmllci0wMDE=")]
    [InlineData("Any:Secret", "whsec_ZGV2ZWxvcG1lbnQtb25seS1uYXRpb25hbA==")]
    [InlineData("Any:Secret", "whsec_aG9hbmtpZW0tZXh0ZXJuYWwtc3lzdGVtcw==")]
    [InlineData("Any:Secret", "the-secret-of-a-developers-machine")]
    [InlineData("ConnectionStrings:messaging", "amqp://guest:guest@localhost:5672")]
    [InlineData("Edges:Proxies", "everywhere")]
    public void A_service_that_lacks_a_secret_or_follows_a_clock_file_does_not_start(
        string option,
        string? value
    )
    {
        var settings = new Dictionary<string, string>(Complete);
        settings.Remove(option);
        if (value is not null)
            settings[option] = value;
        using var app = Production(settings);

        var refusal = Assert.Throws<InvalidOperationException>(() => app.Server);

        Assert.Contains(option, refusal.Message, StringComparison.Ordinal);
    }

    private static WebApplicationFactory<Program> Production(Dictionary<string, string> settings) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment("Production");
            foreach (var (name, value) in settings)
                builder.UseSetting(name, value);
        });
}
