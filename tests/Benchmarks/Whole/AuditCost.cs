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
/// What the audit costs: CPU time of a replica of Dossiers and of PostgreSQL for the same request, against another replica whose audit is
/// switched off. Both are hosted by this program (<see cref="DossiersHost"/>), on the town's own database. Whichever replica has
/// the turn seals: what PostgreSQL spends on it is in the cost.
/// </summary>
internal sealed class AuditCost(Town town, ReferenceDossiers dossiers, string state) : IDisposable
{
    private const int Reads = 400;
    private const int Writes = 600;
    private const int WarmUp = 150;

    // Long enough that a vacuum which comes when it likes is in all of them or does not weigh.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private readonly HttpClient _http = new();

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
        var reads = new Race()
            .With("without", () => CostAsync(without, Reads, n => ReadAsync(without, lives, n)))
            .With("with", () => CostAsync(with, Reads, n => ReadAsync(with, lives, n)));
        await reads.RunAsync("without");
        var writes = new Race()
            .With("without", () => CostAsync(without, Writes, n => WriteAsync(without, n)))
            .With("with", () => CostAsync(with, Writes, n => WriteAsync(with, n)));
        await writes.RunAsync("without");
        return
        [
            reads.Ratio(Key.AuditRead, "with", "without"),
            writes.Ratio(Key.AuditWrite, "with", "without"),
        ];
    }

    public void Dispose() => _http.Dispose();

    // Microseconds for one request. What everybody does all the time is measured just before, and subtracted.
    private async Task<double> CostAsync(Replica host, int count, Func<int, Task> run)
    {
        await town.QuietAsync();
        var watch = Stopwatch.StartNew();
        var before = Spent(host);
        await Task.Delay(Idle);
        var idle = (Spent(host) - before) / watch.Elapsed.TotalSeconds;
        watch.Restart();
        before = Spent(host);
        await run(count);
        // Until what was written is sealed.
        await Task.Delay(TimeSpan.FromSeconds(1));
        return (Spent(host) - before - idle * watch.Elapsed.TotalSeconds) * 1_000 / count;
    }

    private static double Spent(Replica host) =>
        ProcessTree.CpuMsOf(host.Process.Id) + ProcessTree.CpuMsByName()["postgres"];

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
