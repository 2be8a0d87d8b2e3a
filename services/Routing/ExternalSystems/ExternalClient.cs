using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.Extensions.Options;

namespace HoanKiem.Routing.ExternalSystems;

/// <summary>Speaks HTTP with the systems of other agencies; every answer is a value, a fault too.</summary>
internal sealed class ExternalClient(HttpClient http, IOptions<ExternalSystemOptions> options)
{
    // What they add to their answers is theirs.
    private static readonly JsonSerializerOptions Lenient = new(JsonDefaults.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>What came of sending a request.</summary>
    /// <param name="ExternalId">Id there, when it was taken.</param>
    /// <param name="Fault">Why not, as a code.</param>
    /// <param name="Final">It makes no sense to try again.</param>
    public sealed record Answer(string? ExternalId, string? Fault, bool Final);

    private sealed record Order(
        Guid Reference,
        string Kind,
        Guid CaseId,
        string DossierNumber,
        string Agency,
        DateTimeOffset? DueAt
    );

    private sealed record Taken(string ExternalId);

    private sealed record Status(
        string ExternalId,
        string State,
        DateTimeOffset OccurredAt,
        string? ResultNumber,
        string? ReasonCode
    );

    /// <summary>Sends a request; the same reference twice is one request there.</summary>
    public async Task<Answer> Send(ExternalRequest request, CancellationToken ct)
    {
        if (options.Value.Find(request.System) is not { } system)
            return new(null, "not-connected", true);
        try
        {
            using var message = new HttpRequestMessage(
                HttpMethod.Post,
                new Uri(system.BaseUrl, "requests")
            )
            {
                Content = JsonContent.Create(
                    new Order(
                        request.Id,
                        request.StepKey,
                        request.CaseId,
                        request.DossierNumber,
                        request.Agency,
                        request.DueAt
                    ),
                    options: JsonDefaults.Options
                ),
            };
            message.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{request.Id:N}\"");
            using var answer = await http.SendAsync(message, ct);
            if (!answer.IsSuccessStatusCode)
                return new(null, $"status-{(int)answer.StatusCode}", IsFinal(answer.StatusCode));
            return
                await answer.Content.ReadFromJsonAsync<Taken>(Lenient, ct)
                    is { ExternalId.Length: > 0 } taken
                ? new(taken.ExternalId, null, false)
                : new(null, "unreadable", false);
        }
        catch (Exception fault) when (IsOutside(fault, ct))
        {
            return new(null, fault is JsonException ? "unreadable" : "unreachable", false);
        }
    }

    /// <summary>Asks where a request is; null when nobody answers, <c>unknown</c> as the state when it is not known there.</summary>
    public async Task<ExternalReport?> Ask(ExternalRequest request, CancellationToken ct)
    {
        if (options.Value.Find(request.System) is not { } system)
            return null;
        try
        {
            using var answer = await http.GetAsync(
                new Uri(system.BaseUrl, $"requests/{Uri.EscapeDataString(request.ExternalId!)}"),
                ct
            );
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return new(request.ExternalId, "unknown", default, null, null);
            if (
                !answer.IsSuccessStatusCode
                || await answer.Content.ReadFromJsonAsync<Status>(Lenient, ct) is not { } status
            )
                return null;
            return new(
                status.ExternalId,
                status.State,
                status.OccurredAt,
                status.ResultNumber,
                status.ReasonCode
            );
        }
        catch (Exception fault) when (IsOutside(fault, ct))
        {
            return null;
        }
    }

    private static bool IsFinal(HttpStatusCode status) =>
        (int)status is >= 400 and < 500
        && status
            is not (
                HttpStatusCode.RequestTimeout
                or HttpStatusCode.Conflict
                or HttpStatusCode.TooManyRequests
            );

    private static bool IsOutside(Exception fault, CancellationToken ct) =>
        fault is HttpRequestException or JsonException
        || (fault is TaskCanceledException && !ct.IsCancellationRequested);
}
