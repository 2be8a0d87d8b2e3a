using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>Dossiers handed in over HTTP, sixteen clients at once, against pgbench writing the same rows and against itself without a broker.</summary>
internal sealed class Intake(Town town, ReferenceDossiers dossiers, Servers servers) : IDisposable
{
    private const int Clients = 16;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private readonly HttpClient _http = new(
        new SocketsHttpHandler { MaxConnectionsPerServer = Clients }
    );
    private int _number = 100_000;

    public async Task<IReadOnlyList<Measured>> AgainstPgbenchAsync(string state)
    {
        await RunAsync(Short);
        await town.QuietAsync();
        var rows = await SameRows.PrepareAsync(servers, state);
        await rows.RunAsync(Clients, Short);
        var race = new Race()
            .With("pgbench", () => rows.RunAsync(Clients, Span))
            .With(
                "intake",
                async () =>
                {
                    var rate = await RunAsync(Span);
                    await town.QuietAsync();
                    return rate;
                }
            );
        await race.RunAsync("pgbench");
        var figure = race.Ratio(Key.IntakeToPgbench, "intake", "pgbench");
        return [figure with { Note = $"{rows.Describe()}; {figure.Note}" }];
    }

    public async Task<IReadOnlyList<Measured>> WithoutBrokerAsync()
    {
        await RunAsync(Short);
        await town.QuietAsync();
        var race = new Race()
            .With(
                "with broker",
                async () =>
                {
                    var rate = await RunAsync(Span);
                    await town.QuietAsync();
                    return rate;
                }
            )
            .With(
                "without broker",
                async () =>
                {
                    await servers.StopBrokerAsync();
                    var rate = await RunAsync(Span);
                    await servers.StartBrokerAsync();
                    await town.QuietAsync();
                    return rate;
                }
            );
        await race.RunAsync("with broker");
        return [race.Ratio(Key.BrokerDownIntake, "without broker", "with broker")];
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Dossiers per second.</summary>
    private async Task<double> RunAsync(TimeSpan span)
    {
        var bodies = new List<(byte[] Body, AuthenticationHeaderValue Clerk)>();
        foreach (var ward in Town.Wards)
            bodies.Add(
                (
                    JsonSerializer.SerializeToUtf8Bytes(
                        await dossiers.RequestAsync(++_number, ward)
                    ),
                    new(
                        "Bearer",
                        await town.TokenOfAsync(Person.Officer("clerk", ward, later: true))
                    )
                )
            );
        var address = town.AddressOf(ResourceNames.Dossiers, "/v1/dossiers");
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(client =>
                    Task.Run(async () =>
                    {
                        var done = 0;
                        for (; watch.Elapsed < span; done++)
                        {
                            var (body, clerk) = bodies[(client + done) % bodies.Count];
                            using var request = new HttpRequestMessage(HttpMethod.Post, address);
                            request.Headers.Authorization = clerk;
                            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
                            request.Content = new ByteArrayContent(body);
                            request.Content.Headers.ContentType = new("application/json");
                            using var response = await _http.SendAsync(request);
                            if ((int)response.StatusCode != 201)
                                throw new InvalidOperationException(
                                    "Intake was refused: "
                                        + await response.Content.ReadAsStringAsync()
                                );
                        }
                        return done;
                    })
                )
        );
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }
}
