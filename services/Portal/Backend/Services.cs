using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoanKiem.Portal.SignIn;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Authentication;

namespace HoanKiem.Portal.Backend;

/// <summary>Speaks to the services as the person who looks at the page. A page shows what a service says; it decides nothing.</summary>
internal sealed partial class Services(
    HttpClient http,
    IConfiguration settings,
    IHttpContextAccessor context,
    ILogger<Services> log
)
{
    public Task<Answer> Get(string service, string path, CancellationToken ct) =>
        Send(HttpMethod.Get, service, path, null, null, null, ct);

    /// <summary>A request that changes something; <paramref name="key"/> came with the form, so that a second click is the same act.</summary>
    public Task<Answer> Post(
        string service,
        string path,
        object body,
        CancellationToken ct,
        string? key = null,
        int? version = null
    ) => Send(HttpMethod.Post, service, path, body, key, version, ct);

    private async Task<Answer> Send(
        HttpMethod method,
        string service,
        string path,
        object? body,
        string? key,
        int? version,
        CancellationToken ct
    )
    {
        var address =
            settings[$"services:{service}:http:0"]
            ?? throw new InvalidOperationException($"services:{service}:http:0 is not set.");
        using var request = new HttpRequestMessage(method, new Uri(new Uri(address), path));
        request.PassOnAddress(context.HttpContext);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: JsonDefaults.Options);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{key}\"");
        if (version is { } read)
            request.Headers.TryAddWithoutValidation("If-Match", Versions.ETag(read));

        try
        {
            if (await context.HttpContext!.GetTokenAsync("access_token") is { } token)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.SendAsync(request, ct);
            var answer = new Answer(
                (int)response.StatusCode,
                Read(await response.Content.ReadAsStringAsync(ct)),
                VersionOf(response)
            );
            return answer.Type == "assurance-too-low"
                ? throw new AssuranceNeededException((int?)answer.Body["requiredAssurance"] ?? 2)
                : answer;
        }
        catch (Exception fault)
            when (fault is HttpRequestException or TaskCanceledException
                && !ct.IsCancellationRequested
            )
        {
            LogSilent(log, service, fault.GetType().Name);
            return Answer.Silent;
        }
    }

    private static int? VersionOf(HttpResponseMessage response) =>
        int.TryParse(
            response.Headers.ETag?.Tag.Trim('"'),
            CultureInfo.InvariantCulture,
            out var version
        )
            ? version
            : null;

    private static JsonObject Read(string text)
    {
        try
        {
            return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Service} does not answer: {Fault}")]
    private static partial void LogSilent(ILogger log, string service, string fault);
}
