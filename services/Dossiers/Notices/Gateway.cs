using System.Net;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.Extensions.Options;

namespace HoanKiem.Dossiers.Notices;

/// <summary>Where messages go out. Section <c>Gateways</c>.</summary>
internal sealed class GatewayOptions
{
    /// <summary>Address of the gateways; without one notices wait.</summary>
    public string Url { get; set; } = "";

    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a commit notices are looked for, so that those of many commits go out together; system time.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often notices are looked for that no commit of this process has announced, system time.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>What a gateway said: it has the message, will never take it, or could not say.</summary>
/// <param name="Id">The gateway's id when it has the message.</param>
/// <param name="Failure">Why not, without anything of the message.</param>
/// <param name="Final">Whether asking again is useless.</param>
internal sealed record GatewayAnswer(string? Id, string? Failure = null, bool Final = false);

/// <summary>The e-mail and SMS gateways. A message is taken once for each reference, so that a second attempt sends nothing twice.</summary>
internal sealed class Gateway(IHttpClientFactory clients, IOptions<GatewayOptions> options)
{
    /// <summary>Hands a message over.</summary>
    public async Task<GatewayAnswer> Send(
        NoticeChannel channel,
        string to,
        string text,
        Guid reference,
        CancellationToken ct
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.Timeout);
        try
        {
            using var response = await clients
                .CreateClient(nameof(Gateway))
                .PostAsJsonAsync(
                    $"{options.Value.Url.TrimEnd('/')}/{(channel == NoticeChannel.Email ? "email" : "sms")}",
                    new Message(to, text, reference.ToString("N")),
                    limit.Token
                );
            if (response.IsSuccessStatusCode)
                return new((await response.Content.ReadFromJsonAsync<Taken>(limit.Token))?.Id);
            var status = (int)response.StatusCode;
            return new(
                null,
                $"HTTP {status}",
                status is >= 400 and < 500
                    && response.StatusCode
                        is not (
                            HttpStatusCode.TooManyRequests
                            or HttpStatusCode.RequestTimeout
                            or HttpStatusCode.Unauthorized
                        )
            );
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            // The message of the fault could quote the address.
            return new(null, fault.GetType().Name);
        }
    }

    private sealed record Message(string To, string Text, string Reference);

    private sealed record Taken(string Id);
}

/// <summary>Joins the gateways to the service.</summary>
internal static class GatewaySetup
{
    /// <summary>Options, the client and the sender of notices.</summary>
    public static void AddNotices(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<GatewayOptions>()
            .Bind(builder.Configuration.GetSection("Gateways"))
            .PostConfigure<IConfiguration>(
                (options, configuration) =>
                {
                    if (options.Url.Length == 0)
                        options.Url =
                            configuration[$"services:{ResourceNames.Gateways}:http:0"] ?? "";
                }
            );
        builder.Services.AddHttpClient(nameof(Gateway));
        builder.Services.AddCommitSignal().AddSingleton<Gateway>().AddSingleton<NoticeRows>();
        if (!ServiceDefaultsSetup.WritesDocuments)
            builder.Services.AddHostedService<SendNotices>();
    }
}
