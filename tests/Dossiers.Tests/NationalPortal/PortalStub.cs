using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Say = Microsoft.AspNetCore.Http.Results;

namespace HoanKiem.Dossiers.Tests.NationalPortal;

/// <summary>A process on the other side of the network that can be down, refuse, or forget sessions.</summary>
internal sealed class PortalStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _session;

    private PortalStub(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>Records in the order in which they came, with the service and what the envelope said.</summary>
    public ConcurrentQueue<(string Service, string? Updating, JsonObject Record)> Told { get; } =
        new();

    public volatile bool Down;

    /// <summary>The code of a dossier that is refused.</summary>
    public volatile string? Refused;

    public int Calls;

    public static async Task<PortalStub> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new PortalStub(app);
        app.MapPost("/login", stub.LogIn);
        app.MapPost("/services", stub.Take);
        await app.StartAsync();
        return stub;
    }

    public void ForgetSessions() => Interlocked.Increment(ref _session);

    /// <summary>What was told of one dossier.</summary>
    public List<(string Service, string? Updating, JsonObject Record)> About(string code) =>
        [.. Told.Where(told => (string?)told.Record["MaHoSo"] == code)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult LogIn(JsonObject body) =>
        Down ? Say.StatusCode(503)
        : (string?)body["username"] == "hoankiem"
            ? Say.Json(new { session = $"s{_session}", error_code = "00" })
        : Say.Json(new { error_code = "01" });

    private IResult Take(JsonObject body)
    {
        Interlocked.Increment(ref Calls);
        if (Down)
            return Say.StatusCode(503);
        if ((string?)body["session"] != $"s{_session}")
            return Say.Json(new { error_code = "02" });
        var records = body["data"]!.AsArray().Select(record => record!.AsObject()).ToList();
        if (records.Any(record => (string?)record["MaHoSo"] == Refused))
            return Say.Json(new { error_code = "07", message = "MaTTHC" });
        foreach (var record in records)
            Told.Enqueue(
                (
                    (string)body["service"]!,
                    (string?)body["isUpdating"],
                    (JsonObject)record.DeepClone()
                )
            );
        return Say.Json(new { error_code = "00" });
    }
}
