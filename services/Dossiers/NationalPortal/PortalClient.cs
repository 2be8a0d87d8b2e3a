using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>The portal could not be asked, or did not let us in: nothing is wrong with the record, it is tried again.</summary>
internal sealed class PortalUnreachableException(string message, Exception? inner = null)
    : Exception(message, inner);

/// <summary>
/// The portal's interface for partners: log in for a session, then one address for all services. Success is <c>error_code</c> “00”,
/// whatever the HTTP status says.
/// </summary>
internal sealed class PortalClient(IHttpClientFactory clients, IOptions<PortalOptions> options)
{
    /// <summary>What the portal answers when it took everything.</summary>
    public const string Success = "00";

    private const string NoSession = "02";
    private string? _session;

    /// <summary>Sends records; answers with the portal's code and message.</summary>
    /// <param name="service">Name of the service.</param>
    /// <param name="updating">Whether the portal knows these dossiers already; none where the service does not ask.</param>
    /// <param name="records">Records.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<(string Code, string Message)> Send(
        string service,
        bool? updating,
        IReadOnlyList<JsonObject> records,
        CancellationToken ct
    )
    {
        _session ??= await LogIn(ct);
        var answer = await Ask(service, updating, records, ct);
        if (answer.Code == NoSession)
        {
            // Sessions end when they like; once more with a new one.
            _session = await LogIn(ct);
            answer = await Ask(service, updating, records, ct);
        }

        return answer;
    }

    private Task<(string Code, string Message)> Ask(
        string service,
        bool? updating,
        IReadOnlyList<JsonObject> records,
        CancellationToken ct
    )
    {
        var body = new JsonObject
        {
            ["session"] = _session,
            ["madonvi"] = options.Value.PartnerCode,
            ["service"] = service,
        };
        if (updating is { } known)
            body["isUpdating"] = known ? "True" : "False";
        body["data"] = new JsonArray([.. records.Select(record => record.DeepClone())]);
        return Post(
            "services",
            body,
            answer => ((string?)answer["error_code"] ?? "", (string?)answer["message"] ?? ""),
            ct
        );
    }

    private async Task<string> LogIn(CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["username"] = options.Value.User,
            ["password"] = options.Value.Password,
        };
        var (code, session) = await Post(
            "login",
            body,
            answer => ((string?)answer["error_code"], (string?)answer["session"]),
            ct
        );
        return code == Success && session is not null
            ? session
            : throw new PortalUnreachableException($"The portal does not let us in: {code}.");
    }

    private async Task<T> Post<T>(
        string path,
        JsonObject body,
        Func<JsonObject, T> read,
        CancellationToken ct
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.Timeout);
        try
        {
            using var response = await clients
                .CreateClient(nameof(PortalClient))
                .PostAsJsonAsync($"{options.Value.Url.TrimEnd('/')}/{path}", body, limit.Token);
            return read(
                (await response.Content.ReadFromJsonAsync<JsonObject>(limit.Token))
                    ?? throw new PortalUnreachableException("The portal answered with nothing.")
            );
        }
        catch (Exception fault)
            when (fault is not PortalUnreachableException && !ct.IsCancellationRequested)
        {
            throw new PortalUnreachableException(
                $"The portal gave no answer that can be read: {fault.GetType().Name}.",
                fault
            );
        }
    }
}
