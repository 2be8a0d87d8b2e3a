using System.Diagnostics;
using System.Text.Json;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.LookUps;

/// <summary>What is not there and what is somebody else's cannot be told apart: neither by the answer nor by the work behind it.</summary>
public sealed class UnknownAndForeignTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/history")]
    [InlineData("GET", "/receipt")]
    [InlineData("GET", "/supplement-requests")]
    [InlineData("POST", "/withdrawal")]
    [InlineData("GET", "/receipt.pdf")]
    public async Task A_dossier_that_is_not_there_or_is_somebody_elses(string method, string rest)
    {
        await _given.Accepted();
        var stranger = app.Citizen("stranger");

        var foreign = await Ask(stranger, method, $"/v1/dossiers/{_given.Id}{rest}");
        var unknown = await Ask(stranger, method, $"/v1/dossiers/{Guid.CreateVersion7()}{rest}");

        Assert.Equal(foreign, unknown);
        Assert.StartsWith("4", foreign.Answer);
    }

    [Fact]
    public async Task A_code_that_nobody_has_and_one_that_nobody_can_have()
    {
        await app.WithCatalogue();
        var none = await Ask(app.Anyone(), "POST", "/v1/look-ups", """{"code":"00000-00000"}""");
        var never = await Ask(app.Anyone(), "POST", "/v1/look-ups", """{"code":"no code"}""");
        Assert.Equal(none, never);
        Assert.StartsWith("404", none.Answer);
    }

    // The answer but for its trace, its headers, and how often the database was asked.
    private static async Task<(string Answer, int Questions)> Ask(
        HttpClient client,
        string method,
        string path,
        string body = "{}"
    )
    {
        var trace = ActivityTraceId.CreateRandom();
        var asked = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && activity.TraceId == trace)
                    Interlocked.Increment(ref asked);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        request.Headers.Add("Idempotency-Key", $"\"{Guid.NewGuid():N}\"");
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (method == "POST")
            request.Content = new StringContent(
                body,
                System.Text.Encoding.UTF8,
                "application/json"
            );
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var said =
            text.Length == 0
                ? ""
                : string.Join(
                    ',',
                    JsonDocument
                        .Parse(text)
                        .RootElement.EnumerateObject()
                        .Where(member => member.Name != "traceId")
                        .Select(member => member.ToString())
                );
        var headers = string.Join(
            ',',
            answer
                .Headers.Concat(answer.Content.Headers)
                .Where(header => header.Key != "Content-Length")
                .Select(header => $"{header.Key}={string.Join(';', header.Value)}")
                .Order(StringComparer.Ordinal)
        );
        Assert.NotEqual(0, asked);
        return ($"{(int)answer.StatusCode} {said} {headers}", asked);
    }
}
