using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.Simulators.Carrier;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Postal.Tests;

/// <summary>The service with the carrier's simulator at its edge; both follow the same clock, which the tests move.</summary>
public class PostalApp : ServiceApp<Program>, IAsyncLifetime
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string OldSecret = "whsec_aG9hbmtpZW0tdGhlLXNlY3JldC1iZWZvcmU=";

    private readonly Ahead _business;
    private WebApplication? _carrier;

    public PostalApp()
        : base(ResourceNames.Postal)
    {
        _business = new Ahead(Clock);
        Settings["Postal:Carriers:vnpost:WebhookSecrets:0"] = Secret;
        Settings["Postal:Carriers:vnpost:WebhookSecrets:1"] = OldSecret;
        Settings["Postal:Carriers:buu-chinh:WebhookSecrets:0"] = Secret;
    }

    public HttpClient Clerk => Officer("clerk-1", "hoan-kiem");

    public HttpClient Carrier { get; private set; } = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _carrier = CarrierSimulator.Build(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--Carrier:WebhookSecret",
                Secret,
                "--Logging:LogLevel:Default",
                "Warning",
            ],
            services =>
            {
                services.AddSingleton<TimeProvider>(Clock);
                services.AddSingleton(new BusinessClock(_business));
                services
                    .AddHttpClient("CallbackSender")
                    .ConfigurePrimaryHttpMessageHandler(() => Server.CreateHandler());
            }
        );
        await _carrier.StartAsync();
        var url = _carrier
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
        Settings["services:carrier:http:0"] = url;
        Carrier = new HttpClient { BaseAddress = new Uri(url) };
        var control = await Carrier.PostAsJsonAsync(
            "/control",
            new { callbackUrl = "http://localhost" }
        );
        control.EnsureSuccessStatusCode();
    }

    public override async ValueTask DisposeAsync()
    {
        Carrier.Dispose();
        await _carrier!.StopAsync();
        await _carrier.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Sends a callback as the carrier would, signed now unless told otherwise.</summary>
    public Task<HttpResponseMessage> CallBack(
        object body,
        string? webhookId = null,
        string carrier = "vnpost",
        string secret = Secret,
        TimeSpan signedAgo = default
    ) => CallBack(JsonSerializer.Serialize(body), webhookId, carrier, secret, signedAgo);

    public async Task<HttpResponseMessage> CallBack(
        string body,
        string? webhookId = null,
        string carrier = "vnpost",
        string secret = Secret,
        TimeSpan signedAgo = default
    )
    {
        using var message = new HttpRequestMessage(
            HttpMethod.Post,
            $"/v1/carriers/{carrier}/callbacks"
        );
        var bytes = Encoding.UTF8.GetBytes(body);
        message.Content = new ByteArrayContent(bytes);
        message.Content.Headers.ContentType = new("application/json");
        var id = webhookId ?? $"msg_{Guid.NewGuid():N}";
        WebhookSignature.Sign(message, secret, id, Clock.GetUtcNow() - signedAgo, bytes);
        return await Anyone().SendAsync(message, TestContext.Current.CancellationToken);
    }

    /// <summary>A callback of VNPost about an item.</summary>
    public static object Says(
        string waybill,
        string code,
        DateTimeOffset at,
        string? eventId = null,
        long? cash = null
    ) =>
        new
        {
            EventId = eventId,
            ItemCode = waybill,
            StatusCode = code,
            StatusDate = at.ToOffset(TimeSpan.FromHours(7)).ToString("O"),
            Reason = code is "170" or "161" or "91" ? "no-one-home" : null,
            CODAmount = cash,
        };

    public async Task<JsonElement> Get(string url, HttpClient? client = null) =>
        await (await (client ?? Clerk).GetAsync(url, TestContext.Current.CancellationToken)).Body();

    /// <summary>Short names of what was published of an aggregate, in order; with the status of progress.</summary>
    public async Task<string[]> Published(Guid aggregate)
    {
        var log = await ReadEventLog(aggregate.ToString());
        return [.. log.OrderBy(e => e.Sequence).Select(Name)];
    }

    /// <summary>Moves the system clock by seconds, and legal time by <paramref name="step"/>, until something has happened.</summary>
    public Task Until(string what, Func<Task<bool>> condition, TimeSpan step = default) =>
        Eventually.True(
            what,
            async () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                _business.By += step;
                return await condition();
            }
        );

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
            services.AddSingleton(new BusinessClock(_business))
        );
    }

    private static string Name(LoggedEvent e)
    {
        var name = e.Type.Split(':')[1];
        var body = JsonSerializer.Deserialize<JsonElement>(e.Body);
        return name == "ShipmentProgressed"
            ? $"{name} {body.GetProperty("status").GetString()} {body.GetProperty("attempt").GetInt32()}"
            : name;
    }

    /// <summary>Legal time runs ahead of the system's: signatures are checked by the latter, and days must not pass between.</summary>
    private sealed class Ahead(TimeProvider system) : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => system.GetUtcNow() + By;
    }
}

/// <summary>The same without anyone telling the carrier anything: what is heard of a parcel is what the test says.</summary>
public sealed class QuietPostalApp : PostalApp
{
    public QuietPostalApp()
    {
        Settings["Postal:BookingPoll"] = "30.00:00:00";
        Settings["Postal:ReconciliationPoll"] = "30.00:00:00";
    }
}
