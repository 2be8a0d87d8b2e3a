using System.Net;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace HoanKiem.Identity.Tests.Tokens;

public sealed class ProductionTests
{
    [Fact]
    public async Task Outside_Development_nobody_is_given_a_token_for_asking()
    {
        await using var app = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment("Production");
            foreach (
                var (name, value) in new Dictionary<string, string>
                {
                    ["ConnectionStrings:identitydb"] = "Host=localhost;Port=1;Database=none",
                    ["Database:AppPassword"] = "a",
                    ["Database:WorkerPassword"] = "b",
                    ["PersonalData:MasterKey"] = Convert.ToBase64String(new byte[32]),
                    ["Messaging:Transport"] = "None",
                    ["Logging:LogLevel:Default"] = "None",
                }
            )
                builder.UseSetting(name, value);
        });

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
        Assert.DoesNotContain(
            "accessToken",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }
}
