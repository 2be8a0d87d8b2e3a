using System.Net;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>What a service asks of others.</summary>
public sealed class OutgoingTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task Whoever_is_asked_cannot_send_the_service_on_to_somebody_else()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var partner = builder.Build();
        var reached = false;
        partner.MapGet("/", () => Results.Redirect("/inside"));
        partner.MapGet("/inside", () => reached = true);
        await partner.StartAsync(TestContext.Current.CancellationToken);

        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var answer = await client.Get(partner.Urls.Single());

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.False(reached);
    }
}
