using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoanKiem.Demonstration;
using HoanKiem.SignIn;

namespace HoanKiem.Faults;

/// <summary>A request that nobody answered in all the time that a fault may take.</summary>
internal sealed class UnansweredException(string request) : Exception(request);

/// <summary>Asks until it is answered, with the same key each time: what a good client does while a server is away.</summary>
internal sealed class Client(Api api, Ledger ledger, Latency latency, Stopwatch clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    /// <summary>Milliseconds of the run.</summary>
    public long Now => clock.ElapsedMilliseconds;

    public async Task<(int Status, JsonObject Body)> Ask(
        Person who,
        HttpMethod method,
        string service,
        string path,
        object? body = null,
        string? key = null,
        int? version = null
    )
    {
        var since = Now;
        while (true)
        {
            var (status, answer) = await Once(who, method, service, path, body, key, version);
            if (status is >= 200 and < 500 and not 408 and not 429 && !StillRuns(status, answer))
                return (status, answer);
            if (Now - since > Patience.TotalMilliseconds)
            {
                ledger.Unanswered.Enqueue($"{method} {service}{path} → {status}");
                throw new UnansweredException(path);
            }
            await Task.Delay(250);
        }
    }

    public async Task<JsonObject> Get(Person who, string service, string path) =>
        (await Ask(who, HttpMethod.Get, service, path)).Body;

    /// <summary>One attempt; status 0 when there was no answer at all.</summary>
    public async Task<(int Status, JsonObject Body)> Once(
        Person who,
        HttpMethod method,
        string service,
        string path,
        object? body = null,
        string? key = null,
        int? version = null
    )
    {
        var started = Now;
        var (status, answer) = (0, new JsonObject());
        try
        {
            (status, answer) = await api.Try(who, method, service, path, body, key, version);
        }
        catch (Exception failure)
            when (failure
                    is HttpRequestException
                        or OperationCanceledException
                        or IOException
                        or JsonException
            ) { }
        latency.Add(started, Now - started, status is > 0 and < 500);
        if (status == 500)
            ledger.ServerErrors.Enqueue(
                $"{method} {service}{path} → 500 {(string?)answer["traceId"]}"
            );
        return (status, answer);
    }

    private static bool StillRuns(int status, JsonObject answer) =>
        status == 409
        && ((string?)answer["type"])?.EndsWith("still-running", StringComparison.Ordinal) == true;
}
