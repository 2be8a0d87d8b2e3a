using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>Nobody makes the service work hard with one request. Asked over a real socket where the server itself refuses.</summary>
public sealed class RequestLimitTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task A_query_has_an_end() =>
        await (
            await app.Citizen().Get("/v1/things?cursor=" + new string('x', RequestLimits.Query))
        ).ShouldBeRefused("address-too-long", 414);

    [Fact]
    public async Task A_list_and_a_text_that_do_not_say_how_long_they_may_be_have_an_end()
    {
        var many = Enumerable.Repeat(new { name = "a" }, RequestLimits.Entries + 1);
        await (
            await app.Citizen()
                .PostJson(
                    "/v1/things",
                    new
                    {
                        title = "Khai sinh",
                        agency = "hang-bac",
                        parts = many,
                    }
                )
        ).ShouldBeRefused("invalid-members", 400, "parts");
        await (
            await app.Citizen()
                .PostJson(
                    "/v1/things",
                    new { title = "Khai sinh", agency = new string('a', RequestLimits.Text + 1) }
                )
        ).ShouldBeRefused("invalid-members", 400, "agency");
        Assert.Equal(0, await app.Scalar<long>("select count(*) from thing"));
    }

    [Theory]
    [InlineData(RequestLimits.Headers + 1, 1, 431)]
    [InlineData(5, RequestLimits.HeaderBytes, 431)]
    [InlineData(5, 10, 200)]
    public async Task Headers_have_a_number_and_a_size(int count, int length, int status)
    {
        var headers = string.Concat(
            Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('x', length)}\r\n")
        );
        Assert.Equal(status, await Raw($"GET /alive HTTP/1.1\r\nHost: x\r\n{headers}\r\n"));
    }

    [Fact]
    public async Task So_has_the_request_line() =>
        Assert.Equal(
            414,
            await Raw(
                $"GET /alive?{new string('x', RequestLimits.Line)} HTTP/1.1\r\nHost: x\r\n\r\n"
            )
        );

    [Fact]
    public async Task A_body_whose_size_is_not_said_has_an_end_all_the_same()
    {
        await using var service = Service();
        var token = Testing.Tokens.Of("an", "citizen", "sample", app.Clock.GetUtcNow());
        using var http = new HttpClient { BaseAddress = Address(service) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/things")
        {
            Content = new StringContent(
                $$"""{"title":"{{new string('x', (int)RequestLimits.Body)}}"}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Add("Idempotency-Key", "\"k\"");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private async Task<int> Raw(string request)
    {
        await using var service = Service();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address(service).Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return int.Parse(
            (await reader.ReadLineAsync())!.Split(' ')[1],
            CultureInfo.InvariantCulture
        );
    }

    private WebApplicationFactory<Program> Service()
    {
        var service = app.WithWebHostBuilder(_ => { });
        service.UseKestrel(0);
        service.StartServer();
        return service;
    }

    private static Uri Address(WebApplicationFactory<Program> service) =>
        new(
            service
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.First()
        );
}
