using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Demonstration;

/// <summary>Speaks to the services over HTTP, as the person who acts: signed in at the Portal's address, with that person's own five-minute token.</summary>
internal sealed class Api(IConfiguration settings, TimeProvider system) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 16 })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };
    private readonly Wallet _wallet = new(
        new Uri(
            settings[$"services:{ResourceNames.Portal}:http:0"]
                ?? throw new InvalidOperationException("services:portal:http:0 is not set.")
        ),
        () =>
            DemoAccounts.Read(
                settings["DemoAccounts:File"]
                    ?? throw new InvalidOperationException("DemoAccounts:File is not set.")
            ),
        system
    );

    /// <summary>How many officers, citizens and systems have signed in.</summary>
    public (int Officers, int Citizens, int Systems) SignedIn =>
        (_wallet.Count("officer"), _wallet.Count("citizen"), _wallet.Count("client"));

    /// <summary>Base address of a resource as the AppHost injected it.</summary>
    public Uri AddressOf(string resource) =>
        new(
            settings[$"services:{resource}:http:0"]
                ?? throw new InvalidOperationException($"services:{resource}:http:0 is not set.")
        );

    public Task<JsonObject> Get(Person who, string service, string path) =>
        Send(who, HttpMethod.Get, service, path, null);

    /// <summary>A creating request; <paramref name="key"/> names the act, so that a repeated one is the same act.</summary>
    public Task<JsonObject> Post(
        Person who,
        string service,
        string path,
        object? body,
        string? key = null
    ) =>
        Send(
            who,
            HttpMethod.Post,
            service,
            path,
            body ?? new { },
            key ?? Guid.NewGuid().ToString("N")
        );

    /// <summary>An update of a version that was seen.</summary>
    public Task<JsonObject> Post(
        Person who,
        string service,
        string path,
        object? body,
        int version
    ) =>
        Send(
            who,
            HttpMethod.Post,
            service,
            path,
            body ?? new { },
            Guid.NewGuid().ToString("N"),
            version
        );

    /// <summary>The answer with its status, also when it is a refusal.</summary>
    public async Task<(int Status, JsonObject Body)> Try(
        Person who,
        HttpMethod method,
        string service,
        string path,
        object? body = null,
        string? key = null,
        int? version = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(AddressOf(service), path));
        if (who.Kind.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                await _wallet.Of(who)
            );
        if (body is not null)
            request.Content = JsonContent.Create(body, options: AsWritten);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        if (version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json =
            text.Length == 0
                ? new JsonObject()
                : JsonNode.Parse(text) as JsonObject
                    ?? new JsonObject { ["value"] = JsonNode.Parse(text) };
        return ((int)response.StatusCode, json);
    }

    public void Dispose()
    {
        _http.Dispose();
        _wallet.Dispose();
    }

    private async Task<JsonObject> Send(
        Person who,
        HttpMethod method,
        string service,
        string path,
        object? body,
        string? key = null,
        int? version = null
    )
    {
        var (status, answer) = await Try(who, method, service, path, body, key, version);
        return status is >= 200 and < 300
            ? answer
            : throw new RefusedException(
                $"{who.Subject} {method} {service}{path} → {status} {answer.ToJsonString(Readable)}",
                status,
                (string?)answer["type"]
            );
    }

    // Members go out as they are written here: the national portal's names begin with capitals.
    private static readonly JsonSerializerOptions AsWritten = new();

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <summary>A service refused what the plan expected it to take.</summary>
internal sealed class RefusedException(string message, int status, string? type)
    : Exception(message)
{
    public int Status { get; } = status;

    public string? Type { get; } = type;
}
