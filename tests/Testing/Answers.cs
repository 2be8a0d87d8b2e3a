using System.Net.Http.Json;
using System.Text.Json;
using HoanKiem.ServiceDefaults.Http;
using Xunit;

namespace HoanKiem.Testing;

/// <summary>Requests and answers in the words of the tests.</summary>
public static class Answers
{
    /// <summary>GET.</summary>
    public static Task<HttpResponseMessage> Get(this HttpClient client, string url) =>
        client.GetAsync(url, TestContext.Current.CancellationToken);

    /// <summary>POST as JSON with a fresh idempotency key, or with <paramref name="key"/>.</summary>
    public static Task<HttpResponseMessage> PostJson(
        this HttpClient client,
        string url,
        object body,
        string? key = null
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = JsonContent.Create(body, options: JsonDefaults.Options),
        };
        request.Headers.TryAddWithoutValidation(
            "Idempotency-Key",
            $"\"{key ?? Guid.NewGuid().ToString("N")}\""
        );
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Another method as JSON with <c>If-Match</c>.</summary>
    public static Task<HttpResponseMessage> SendJson(
        this HttpClient client,
        HttpMethod method,
        string url,
        object body,
        int? ifMatch = null
    )
    {
        var request = new HttpRequestMessage(method, url)
        {
            Content = JsonContent.Create(body, options: JsonDefaults.Options),
        };
        if (ifMatch is { } version)
            request.Headers.TryAddWithoutValidation("If-Match", Versions.ETag(version));
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The body of the answer; fails with the body when the status is not a success.</summary>
    public static async Task<JsonElement> Body(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"{(int)answer.StatusCode} from {answer.RequestMessage?.RequestUri}: {text}"
            );
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The answer is a refusal of this type, in both languages, naming the member when one is given. Returns the problem.</summary>
    public static async Task<JsonElement> ShouldBeRefused(
        this HttpResponseMessage answer,
        string type,
        int status,
        string? member = null
    )
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (
            (int)answer.StatusCode != status
            || answer.Content.Headers.ContentType?.MediaType != "application/problem+json"
        )
            throw new InvalidOperationException(
                $"Expected {status} {type}, got {(int)answer.StatusCode} {answer.Content.Headers.ContentType}: {text}"
            );
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        if (problem.GetProperty("type").GetString() != "urn:hoankiem:problem:" + type)
            throw new InvalidOperationException($"Expected {type}: {text}");
        if (problem.EnumerateObject().CountBy(entry => entry.Name).Any(name => name.Value > 1))
            throw new InvalidOperationException($"The problem has a member twice: {text}");
        foreach (var name in new[] { "title", "titleEn", "detail", "detailEn" })
        {
            if (
                !problem.TryGetProperty(name, out var words)
                || string.IsNullOrWhiteSpace(words.GetString())
            )
                throw new InvalidOperationException($"The problem has no {name}: {text}");
        }

        if (
            member is not null
            && !(
                problem.TryGetProperty("errors", out var errors)
                && errors
                    .EnumerateArray()
                    .Any(error => error.GetProperty("member").GetString() == member)
            )
        )
            throw new InvalidOperationException($"The problem does not name {member}: {text}");
        return problem;
    }
}
