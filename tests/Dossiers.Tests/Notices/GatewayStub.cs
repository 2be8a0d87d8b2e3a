using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Say = Microsoft.AspNetCore.Http.Results;

namespace HoanKiem.Dossiers.Tests.Notices;

/// <summary>The gateways on the other side of the network: they can be out of order, or refuse.</summary>
internal sealed class GatewayStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayStub(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>Every message that was handed over, also the second time.</summary>
    public ConcurrentQueue<(
        string Channel,
        string To,
        string Text,
        string Reference
    )> Taken { get; } = new();

    public volatile int Status = 200;

    public static async Task<GatewayStub> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new GatewayStub(app);
        app.MapPost("/sms", (JsonObject message) => stub.Take("sms", message));
        app.MapPost("/email", (JsonObject message) => stub.Take("email", message));
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Take(string channel, JsonObject message)
    {
        if (Status != 200)
            return Say.StatusCode(Status);
        Taken.Enqueue(
            (
                channel,
                (string)message["to"]!,
                (string)message["text"]!,
                (string)message["reference"]!
            )
        );
        return Say.Json(new { id = Guid.NewGuid() });
    }
}
