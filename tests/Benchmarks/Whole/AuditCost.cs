using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>
/// What the audit costs: CPU time of a replica of Dossiers and of its sessions at PostgreSQL for the same request, against another replica
/// whose audit is switched off. Both are hosted by this program (<see cref="DossiersHost"/>), on the town's own database. The sessions are
/// those of requests and of the sealer, whoever seals; what other services do with the events is not the audit's.
/// </summary>
internal sealed class AuditCost(
    Town town,
    ReferenceDossiers dossiers,
    Servers servers,
    string state
) : IDisposable
{
    private const int Reads = 400;
    private const int Writes = 600;

    // Long enough that the sealer, who works twice a second, is compiled too before anything is counted.
    private const int WarmUp = 1_000;

    // Long enough that a vacuum which comes when it likes is in all of them or does not weigh.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, List<List<double>>> _parts = [];

    public async Task<IReadOnlyList<Measured>> MeasureAsync()
    {
        var lives = await dossiers.SubmitAsync(20);
        await town.QuietAsync();
        await using var with = await StartAsync("on");
        await using var without = await StartAsync("off");
        foreach (var host in new[] { with, without })
        {
            await ReadAsync(host, lives, WarmUp);
            await WriteAsync(host, WarmUp);
        }

        await town.QuietAsync();
        await Costs.AtRestAsync();
        var reads = Contest(Key.AuditRead, Reads, (host, n) => ReadAsync(host, lives, n));
        await reads.RunAsync("without");
        var writes = Contest(Key.AuditWrite, Writes, WriteAsync);
        var since = TimeProvider.System.GetUtcNow();
        await writes.RunAsync("without");
        var write = Ratio(writes, Key.AuditWrite);
        return
        [
            Ratio(reads, Key.AuditRead),
            write with
            {
                Note = $"{write.Note}; {await SealedAfterAsync(since)}",
            },
        ];

        Race Contest(string key, int count, Func<Replica, int, Task> run)
        {
            Func<Task<double>> Cost(string name, Replica host) =>
                () => CostAsync($"{key} {name}", host, count, n => run(host, n));
            return new Race()
                .With("without", Cost("without", without))
                .With("with", Cost("with", with));
        }
    }

    public void Dispose() => _http.Dispose();

    // Microseconds for one request. What everybody does all the time is measured just before, and subtracted.
    private async Task<double> CostAsync(string name, Replica host, int count, Func<int, Task> run)
    {
        await town.QuietAsync();
        var idle = await SpentAsync(host, () => Task.Delay(Idle));
        var busy = await SpentAsync(
            host,
            async () =>
            {
                await run(count);
                await SealedAsync();
            }
        );
        var parts = busy
            .Ms.Zip(
                idle.Ms,
                (ms, rest) => (ms - rest * busy.Seconds / idle.Seconds) * 1_000 / count
            )
            .ToList();
        if (!_parts.TryGetValue(name, out var list))
            _parts[name] = list = [];
        list.Add(parts);
        return parts.Sum();
    }

    // Of the service, of the sessions of its requests, and of its sealer's.
    private static async Task<(double[] Ms, double Seconds)> SpentAsync(
        Replica host,
        Func<Task> run
    )
    {
        var watch = Stopwatch.StartNew();
        var (process, sessions) = Look(host);
        await run();
        var (processNow, sessionsNow) = Look(host);
        double Of(string login) =>
            sessionsNow
                .Where(session => session.Value.Login.EndsWith(login, StringComparison.Ordinal))
                .Sum(session => session.Value.Ms - sessions.GetValueOrDefault(session.Key).Ms);
        return ([processNow - process, Of("_app"), Of("_sealer")], watch.Elapsed.TotalSeconds);
    }

    private static (
        double Process,
        IReadOnlyDictionary<int, (string Login, double Ms)> Sessions
    ) Look(Replica host) =>
        (
            ProcessTree.CpuMsOf(host.Process.Id),
            ProcessTree.SessionsOf(ResourceNames.DatabaseOf(ResourceNames.Dossiers))
        );

    // From the moment in the entry, taken just before its commit, to that of its seal.
    private Database Dossiers =>
        new(servers.Postgres, ResourceNames.DatabaseOf(ResourceNames.Dossiers));

    private Task SealedAsync() =>
        Servers.Until(
            "everything is sealed",
            async () =>
            {
                if (await Dossiers.ReadAsync<bool>("select exists (select from audit_unsealed)"))
                    throw new InvalidOperationException("Something is not.");
            }
        );

    private Task<string> SealedAfterAsync(DateTimeOffset since) =>
        Dossiers.ReadAsync<string>(
            $"""
            select format('sealed after %s ms (p50), %s (p99), %s at most, of %s entries', round(p[1]), round(p[2]), round(p[3]), n) from (
                select percentile_cont(array[0.5, 0.99, 1.0]) within group (order by extract(epoch from sealed_at - at) * 1000) as p, count(*) as n
                from audit where at >= '{since:O}') of_all
            """
        );

    // The ratio, and in its note where the difference lies.
    private Measured Ratio(Race race, string key)
    {
        string Median(string name) =>
            string.Join(
                '/',
                Enumerable
                    .Range(0, 3)
                    .Select(part =>
                        Race.Median(_parts[$"{key} {name}"].Select(parts => parts[part]))
                            .ToString("F0", CultureInfo.InvariantCulture)
                    )
            );
        var measured = race.Ratio(key, "with", "without");
        return measured with
        {
            Note =
                $"{measured.Note}; µs of the service, its requests' sessions, its sealer's: {Median("with")} vs {Median("without")}",
        };
    }

    private async Task ReadAsync(
        Replica host,
        IReadOnlyList<ReferenceDossiers.Life> lives,
        int count
    )
    {
        for (var i = 0; i < count; i++)
        {
            var life = lives[i % lives.Count];
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                new Uri(host.Address, $"/v1/dossiers/{life.Id}")
            );
            await SendAsync(request, life.Ward);
        }
    }

    private async Task WriteAsync(Replica host, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var ward = Town.Wards[i % Town.Wards.Count];
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                new Uri(host.Address, "/v1/dossiers")
            );
            request.Content = JsonContent.Create(
                await dossiers.RequestAsync(500_000 + i, ward),
                options: JsonSerializerOptions.Default
            );
            request.Headers.Add("Idempotency-Key", $"\"{Guid.NewGuid():N}\"");
            await SendAsync(request, ward);
        }
    }

    private async Task SendAsync(HttpRequestMessage request, string ward)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await town.TokenOfAsync(Person.Officer("clerk", ward, later: true))
        );
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }

    private async Task<Replica> StartAsync(string audit)
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var environment = ProcessTree.EnvironmentOf("HoanKiem.Dossiers");
        var process = await Child.StartAsync(
            "dotnet",
            [
                typeof(AuditCost).Assembly.Location,
                DossiersHost.Command,
                audit,
                port.ToString(CultureInfo.InvariantCulture),
            ],
            AppContext.BaseDirectory,
            Path.Combine(state, $"audit-{audit}.log"),
            environment
        );
        var replica = new Replica(process, new Uri($"http://127.0.0.1:{port}"));
        await Servers.Until(
            "the replica is healthy",
            async () =>
                (
                    await _http.GetAsync(new Uri(replica.Address, "/health"))
                ).EnsureSuccessStatusCode(),
            seconds: 120
        );
        return replica;
    }

    private sealed record Replica(Child Process, Uri Address) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
