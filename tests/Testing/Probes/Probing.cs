using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HoanKiem.Access;
using Microsoft.AspNetCore.TestHost;

namespace HoanKiem.Testing.Probes;

/// <summary>What came of many probes.</summary>
/// <param name="Probes">One for each role in an agency, object and operation: a list is one for each object that might have been in it.</param>
/// <param name="Leaks">What was seen, or admitted to be there, out of reach; and what was in reach and did not show.</param>
/// <param name="Took">How long it took.</param>
public sealed record Outcome(long Probes, IReadOnlyCollection<Leak> Leaks, TimeSpan Took)
{
    /// <inheritdoc />
    public override string ToString() =>
        $"{Probes} probes in {Took.TotalSeconds:0.0} s, {Leaks.Count} wrong: {string.Join("; ", Leaks.Take(12))}";
}

/// <summary>One wrong answer.</summary>
public sealed record Leak(string Operation, string Who, string What, string How);

/// <summary>Everybody tries every operation on every object.</summary>
public sealed class Probing(
    string service,
    DateTimeOffset now,
    IReadOnlyList<Prober> probers,
    IReadOnlyList<Probed> objects,
    IReadOnlyList<Operation> operations
)
{
    private static readonly ParallelOptions Wide = new() { MaxDegreeOfParallelism = 8 };

    private readonly Dictionary<Prober, string> _tokens = probers.ToDictionary(
        who => who,
        who =>
            who.Kind == CallerKind.Anonymous
                ? ""
                : Tokens.Of(
                    who.Subject,
                    who.Kind.ToString().ToLowerInvariant(),
                    service,
                    now,
                    3,
                    TimeSpan.FromDays(30)
                )
    );

    /// <summary>
    /// Runs them against a host, or every <paramref name="nth"/> of them. What is out of reach has to look like what is not there at all;
    /// what is in reach has to be there.
    /// </summary>
    public async Task<Outcome> RunAsync(TestServer host, int nth = 1, bool reads = false)
    {
        var started = Stopwatch.GetTimestamp();
        var lot = new Random(nth);
        using var handler = host.CreateHandler();
        var run = new Run(this, new HttpMessageInvoker(handler), host.BaseAddress);
        var pairs = probers
            .SelectMany(who => operations.Select(what => (who, what)))
            .Where(pair => pair.what.Reads || !reads)
            .ToList();
        await Parallel.ForEachAsync(
            pairs.Where(_ => lot.Next(nth) == 0),
            Wide,
            async (pair, ct) => await run.Try(pair.who, pair.what, ct)
        );
        return new Outcome(run.Probes, [.. run.Leaks], Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Somebody in reach of an object is not told that it is not there: otherwise a probe of a misspelt address would be as green.</summary>
    public async Task<IReadOnlyList<string>> ControlAsync(TestServer host)
    {
        using var handler = host.CreateHandler();
        var run = new Run(this, new HttpMessageInvoker(handler), host.BaseAddress);
        var idle = new List<string>();
        foreach (var operation in operations.Where(o => o is { Shape: Shape.One, Reads: false }))
        {
            var found = false;
            foreach (
                var (who, what) in from what in objects
                where what.Kind == operation.Kind
                from who in probers
                where
                    (operation.Only ?? who.Kind) == who.Kind
                    && Oracle.Reaches(who, what, reads: false)
                select (who, what)
            )
            {
                if ((await run.Ask(who, operation.Call(what), default)).Status != 404)
                {
                    found = true;
                    break;
                }
            }

            if (!found)
                idle.Add(operation.Id);
        }

        return idle;
    }

    private sealed class Run(Probing probing, HttpMessageInvoker client, Uri address)
    {
        private long _probes;
        private long _printed;

        public ConcurrentBag<Leak> Leaks { get; } = [];

        public long Probes => _probes;

        public async Task Try(Prober who, Operation operation, CancellationToken ct)
        {
            if (operation.Urls.Count > 0)
            {
                foreach (var url in operation.Urls)
                    await List(who, operation, url, ct);
                return;
            }

            var nothing = new Probed(operation.Kind, Guid.NewGuid())
            {
                Absent = true,
                Dossier = Guid.NewGuid(),
                Number = "000.00.00.H26-000000-0000",
            };
            // Whoever asks anybody's question for what is not there is guessing, and is slowed.
            var absent =
                operation.Shape == Shape.Anybody
                    ? new Answer(200, null, "")
                    : await Ask(who, operation.Call(nothing), ct);
            if (operation.Shape == Shape.One && absent.Status != Expected(who, operation))
                Wrong(who, operation, null, $"answers {absent.Status} of what is not there");
            foreach (var what in probing.Objects(operation))
                await One(who, operation, what, absent, ct);
        }

        private async Task One(
            Prober who,
            Operation operation,
            Probed what,
            Answer absent,
            CancellationToken ct
        )
        {
            var reaches = Oracle.Reaches(who, what, operation is { Reads: true, ByPost: false });
            if (reaches && !operation.Reads)
                return; // it would change what the others are asked of
            if (reaches && operation.Prints && Interlocked.Increment(ref _printed) % 16 != 1)
                return;
            var call = operation.Call(what);
            var answer = await Ask(who, call, ct);
            Count(1);
            Scan(who, operation, call, answer);
            if (operation.Shape == Shape.Anybody)
                return;
            var allowed =
                (operation.Only ?? who.Kind) == who.Kind && who.Kind != CallerKind.Anonymous;
            if (operation.Shape == Shape.One && (!reaches || !allowed))
            {
                if (answer.Status != absent.Status || answer.Type != absent.Type)
                    Wrong(
                        who,
                        operation,
                        what,
                        $"answers {answer.Status} {answer.Type} and not {absent.Status} {absent.Type}"
                    );
            }
            else if (
                reaches
                && allowed
                && (answer.Status != 200 || !Shows(answer, operation, what))
            )
                Wrong(who, operation, what, $"is not shown: {answer.Status} {answer.Text}");
        }

        private async Task List(Prober who, Operation operation, string url, CancellationToken ct)
        {
            var expected = Expected(who, operation) == 404 ? 200 : Expected(who, operation);
            var call = new Call(HttpMethod.Get, url);
            var answer = await Ask(who, call, ct);
            Count(probing.Objects(operation).Count);
            if (answer.Status != expected)
                Wrong(who, operation, null, $"answers {answer.Status}: {answer.Text}");
            Scan(who, operation, call, answer);
            if (answer.Status != 200 || url != operation.Urls[0])
                return;
            if (answer.Text.Contains("\"next\":\"", StringComparison.Ordinal))
                Wrong(who, operation, null, "has more than one page");
            foreach (var what in probing.Objects(operation))
            {
                if (
                    operation.Complete?.Invoke(what) == true
                    && Oracle.Reaches(who, what, reads: true)
                    && !answer.Text.Contains(what.Id.ToString(), StringComparison.Ordinal)
                )
                    Wrong(who, operation, what, "is not in the list");
            }
        }

        // Whatever occurs in one object only and is in an answer to somebody who does not reach it was let out, however deep it lies.
        private void Scan(Prober who, Operation operation, Call call, Answer answer)
        {
            foreach (var what in probing.Everything)
            {
                if (Oracle.Reaches(who, what, operation is { Reads: true, ByPost: false }))
                    continue;
                foreach (var word in what.Words)
                {
                    if (
                        answer.Text.Contains(word, StringComparison.Ordinal)
                        && !call.Said.Contains(word, StringComparison.Ordinal)
                    )
                    {
                        Wrong(who, operation, what, $"shows {word}");
                        break;
                    }
                }
            }
        }

        public async Task<Answer> Ask(Prober who, Call call, CancellationToken ct)
        {
            using var request = call.ToRequest();
            request.RequestUri = new Uri(address, call.Url);
            if (probing._tokens[who] is { Length: > 0 } token)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await client.SendAsync(request, ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            var type =
                response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                    ? JsonSerializer.Deserialize<JsonElement>(text).GetProperty("type").GetString()
                    : null;
            return new Answer((int)response.StatusCode, type, text);
        }

        private void Count(long probes) => Interlocked.Add(ref _probes, probes);

        private void Wrong(Prober who, Operation operation, Probed? what, string how) =>
            Leaks.Add(
                new Leak(
                    operation.Id,
                    $"{who.Kind} {who.Subject}",
                    what is null ? "" : $"{what.Kind} {what.Id}",
                    how.Length > 400 ? how[..400] : how
                )
            );

        private static int Expected(Prober who, Operation operation) =>
            who.Kind == CallerKind.Anonymous ? (int)HttpStatusCode.Unauthorized
            : (operation.Only ?? who.Kind) != who.Kind ? (int)HttpStatusCode.Forbidden
            : (int)HttpStatusCode.NotFound;

        // A list shows it by its id; what is not text, like a paper, shows it by being there.
        private static bool Shows(Answer answer, Operation operation, Probed what) =>
            operation.Shape != Shape.Many
            || answer.Text.Contains(what.Id.ToString(), StringComparison.Ordinal);
    }

    private IReadOnlyList<Probed> Everything => objects;

    private List<Probed> Objects(Operation operation) =>
        [.. objects.Where(o => o.Kind == operation.Kind)];

    private sealed record Answer(int Status, string? Type, string Text);
}
