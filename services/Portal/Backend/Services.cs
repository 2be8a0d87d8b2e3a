using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace HoanKiem.Portal.Backend;

/// <summary>Speaks to the services as the person who looks at the page. A page shows what a service says; it decides nothing.</summary>
internal sealed class Services(
    HttpClient http,
    IConfiguration settings,
    Tokens tokens,
    IHttpContextAccessor context
)
{
    public Task<Answer> Get(string service, string path, CancellationToken ct) =>
        Send(HttpMethod.Get, service, path, null, null, ct);

    /// <summary>A creating request; <paramref name="key"/> came with the form, so that a second click is the same act.</summary>
    public Task<Answer> Post(
        string service,
        string path,
        object body,
        string? key,
        CancellationToken ct,
        int? version = null
    ) => Send(HttpMethod.Post, service, path, body, key, ct, version);

    private async Task<Answer> Send(
        HttpMethod method,
        string service,
        string path,
        object? body,
        string? key,
        CancellationToken ct,
        int? version = null
    )
    {
        var address =
            settings[$"services:{service}:http:0"]
            ?? throw new InvalidOperationException($"services:{service}:http:0 is not set.");
        using var request = new HttpRequestMessage(method, new Uri(new Uri(address), path));
        if (await tokens.For(context.HttpContext!.User, ct) is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(
                body,
                options: HoanKiem.ServiceDefaults.Http.JsonDefaults.Options
            );
        if (key is not null)
            request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        if (version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");

        using var response = await http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return new Answer(
            (int)response.StatusCode,
            text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!.AsObject()
        );
    }
}

/// <summary>What a service answered: a body, or a problem in both languages.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record Answer(int Status, JsonObject Body)
{
    public bool Ok => Status is >= 200 and < 300;

    /// <summary>The problem's words, Vietnamese.</summary>
    public string Problem =>
        (string?)Body["detail"] ?? (string?)Body["title"] ?? "Có lỗi, xin thử lại.";

    /// <summary>The same in English.</summary>
    public string ProblemEn =>
        (string?)Body["detailEn"]
        ?? (string?)Body["titleEn"]
        ?? "Something went wrong, please try again.";

    /// <summary>Members at fault with their words.</summary>
    public IEnumerable<(string Member, string Vi, string En)> Errors =>
        (Body["errors"] as JsonArray ?? []).Select(error =>
            (
                (string?)error!["member"] ?? "",
                (string?)error["vi"] ?? "",
                (string?)error["en"] ?? ""
            )
        );
}
