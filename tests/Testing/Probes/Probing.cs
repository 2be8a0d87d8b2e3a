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
/// <param name="Requests">How many requests that took.</param>
/// <param name="Took">How long it took.</param>
public sealed record Outcome(
    long Probes,
    IReadOnlyCollection<Leak> Leaks,
    long Requests,
    TimeSpan Took
)
{
    /// <inheritdoc />
    public override string ToString() =>
        $"{Probes} probes by {Requests} requests in {Took.TotalSeconds:0.0} s, {Leaks.Count} wrong: {string.Join("; ", Leaks.Take(12))}";
}

/// <summary>One wrong answer.</summary>
public sealed record Leak(string Operation, string Who, string What, string How);

/// <summary>Everybody tries every operation: lists on all objects, and what is for one object on a share of them.</summary>
public sealed class Probing(
    string service,
    DateTimeOffset now,
    IReadOnlyList<Prober> probers,
    IReadOnlyList<Probed> objects,
    IReadOnlyList<Operation> operations
)
{
    private static readonly ParallelOptions Wide = new() { MaxDegreeOfParallelism = 8 };

    // One person tries an operation on every third object, the next one on others, so that every role tries it on all of them.
    private const int Share = 3;

    private readonly Words _words = new(objects);

    private readonly Dictionary<Prober, int> _turns = probers
        .Index()
        .ToDictionary(one => one.Item, one => one.Index);

    private readonly Dictionary<Operation, int> _order = operations
        .Index()
        .ToDictionary(one => one.Item, one => one.Index);

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
    /// Runs them against a host, or every <paramref name="nth"/> of them and all of those that are for one kind of people, who are few.
    /// What is out of reach has to look like what is not there at all; what is in reach has to be there.
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
            pairs.Where(pair => lot.Next(nth) == 0 || pair.what.Only == pair.who.Kind),
            Wide,
            async (pair, ct) => await run.Try(pair.who, pair.what, ct)
        );
        if (nth == 1)
            run.CheckThatMixedWereDecidedByThePart(operations);
        return new Outcome(
            run.Probes,
            [.. run.Leaks],
            run.Requests,
            Stopwatch.GetElapsedTime(started)
        );
    }

    /// <summary>Somebody in reach of an object is not told that it is not there: otherwise a probe of a misspelt address would be as green.</summary>
    public async Task<IReadOnlyList<string>> ControlAsync(TestServer host)
    {
        using var handler = host.CreateHandler();
        var run = new Run(this, new HttpMessageInvoker(handler), host.BaseAddress);
        var idle = new List<string>();
        foreach (
            var operation in operations.Where(o =>
                o is { Shape: Shape.One, Reads: false, CallOfAnother: null }
            )
        )
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
        private readonly ConcurrentDictionary<Operation, bool> _decidedByThePart = [];
        private long _probes;
        private long _printed;
        private long _requests;

        public ConcurrentBag<Leak> Leaks { get; } = [];

        public long Probes => _probes;

        public long Requests => _requests;

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
                Number = operation.Nothing,
            };
            if (operation.CallOfAnother is not null)
            {
                await Mix(who, operation, nothing, ct);
                return;
            }

            // Whoever asks anybody's question for what is not there is guessing, and is slowed.
            var absent =
                operation.Shape == Shape.Anybody
                    ? new Answer(200, null, "")
                    : await Ask(who, operation.Call(nothing), ct);
            if (operation.Shape == Shape.One && absent.Status != Expected(who, operation))
                Wrong(who, operation, null, $"answers {absent.Status} of what is not there");
            foreach (var what in probing.ShareOf(who, operation))
                await One(who, operation, what, absent, ct);
        }

        // Of each object in reach with a part of the next one, and of the next one out of reach.
        private async Task Mix(
            Prober who,
            Operation operation,
            Probed nothing,
            CancellationToken ct
        )
        {
            var all = probing.Objects(operation);
            for (var i = 0; i < all.Count; i++)
            {
                var what = all[i];
                if (!Oracle.Reaches(who, what, operation.Reads))
                    continue;
                var others = all.Skip(i + 1).Concat(all.Take(i)).ToList();
                var absent = await Ask(who, operation.CallOfAnother!(what, nothing), ct);
                if (absent.Status == 404)
                    _decidedByThePart[operation] = true;
                foreach (
                    var other in others
                        .Take(1)
                        .Concat(others.Where(o => !Oracle.Reaches(who, o, operation.Reads)).Take(1))
                        .Distinct()
                )
                {
                    var call = operation.CallOfAnother!(what, other);
                    var answer = await Ask(who, call, ct);
                    Count(1);
                    Scan(who, operation, call, answer);
                    if (
                        answer.Status != absent.Status
                        || answer.Type != absent.Type
                        || answer.Status < 400
                    )
                        Wrong(
                            who,
                            operation,
                            other,
                            $"answers {answer.Status} {answer.Type} as a part of {what.Id} and not {absent.Status} {absent.Type}"
                        );
                }
            }
        }

        /// <summary>Nobody was refused for another reason only: somebody got as far as being told that there is no such part.</summary>
        public void CheckThatMixedWereDecidedByThePart(IEnumerable<Operation> operations)
        {
            foreach (
                var operation in operations.Where(o =>
                    o.CallOfAnother is not null && !_decidedByThePart.ContainsKey(o)
                )
            )
                Leaks.Add(new Leak(operation.Id, "", "", "was never decided by the part"));
        }

        private async Task One(
            Prober who,
            Operation operation,
            Probed what,
            Answer absent,
            CancellationToken ct
        )
        {
            var reaches = Oracle.Reaches(who, what, operation.Reads);
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
            HashSet<Probed>? shown = null;
            foreach (var (word, what) in probing._words.In(answer.Text))
            {
                if (
                    !Oracle.Reaches(who, what, operation.Reads)
                    && !call.Said.Contains(word, StringComparison.Ordinal)
                    && (shown ??= []).Add(what)
                )
                    Wrong(who, operation, what, $"shows {word}");
            }
        }

        public async Task<Answer> Ask(Prober who, Call call, CancellationToken ct)
        {
            using var request = call.ToRequest();
            request.RequestUri = new Uri(address, call.Url);
            if (probing._tokens[who] is { Length: > 0 } token)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            Interlocked.Increment(ref _requests);
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

    private IEnumerable<Probed> ShareOf(Prober who, Operation operation) =>
        Objects(operation).Where((_, i) => (i + _turns[who] + _order[operation]) % Share == 0);

    private List<Probed> Objects(Operation operation) =>
        [.. objects.Where(o => o.Kind == operation.Kind)];

    private sealed record Answer(int Status, string? Type, string Text);
}
