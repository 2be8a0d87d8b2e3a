using System.Text.Json;
using HoanKiem.Contracts.Messaging.V1;
using HoanKiem.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HoanKiem.Testing;

/// <summary>What a producer has said, kept as its log would keep it: to deliver it, and to compare with it what the service holds.</summary>
/// <param name="name">Name of the producer.</param>
/// <param name="services">The service under test.</param>
/// <param name="clock">Its time.</param>
public sealed class Producer(string name, IServiceProvider services, FakeTimeProvider clock)
{
    private readonly List<Arrival> _said = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Says events, and delivers them.</summary>
    public async Task Say(params IEnumerable<object> events)
    {
        foreach (var e in events)
        {
            var id = Guid.CreateVersion7(clock.GetUtcNow());
            await services.GetRequiredService<InboxPipeline>().DeliverAsync(e, id, Ct);
            _said.Add(
                Arrival.Of(e, services.GetRequiredService<ServiceMessaging>().Service, id, null)
            );
        }
    }

    /// <summary>
    /// Says how far everything goes, twice, and the lives of what differs: all that happens over the broker when sums differ.
    /// Returns what differed and what still does.
    /// </summary>
    public async Task<(IReadOnlyList<string> Found, IReadOnlyList<string> Left)> Compare()
    {
        await SayPlaces();
        clock.Advance(TimeSpan.FromSeconds(10));
        var found = await SayPlaces();
        foreach (var life in _said.GroupBy(arrival => arrival.Aggregate))
            if (found.Any(difference => difference.Aggregate == life.Key))
                await services
                    .GetRequiredService<Mending>()
                    .MendAsync(
                        new LifeSaid(
                            name,
                            life.Key,
                            [
                                .. life.Select(a => new EventOfLife(
                                    a.MessageId,
                                    a.Shape.Name,
                                    a.Body(),
                                    null
                                )),
                            ]
                        ),
                        Ct
                    );
        var left = await SayPlaces();
        return (
            [.. found.Select(difference => difference.Kind)],
            [.. left.Select(difference => difference.Failure ?? difference.Kind)]
        );
    }

    private async Task<List<(string Aggregate, string Kind, string? Failure)>> SayPlaces()
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(Ct);
        foreach (
            var bucket in _said
                .GroupBy(a => a.Aggregate)
                .GroupBy(life =>
                    (
                        Agency: life.First().Shape.Agency(life.First().Event),
                        Day: DateOnly.FromDateTime(
                            Age.Of(life.First().MessageId)!.Value.UtcDateTime
                        )
                    )
                )
        )
            await services
                .GetRequiredService<Comparer>()
                .HearAsync(
                    connection,
                    new PlacesSaid(
                        name,
                        _said.Count,
                        bucket.Key.Agency,
                        bucket.Key.Day,
                        [
                            .. bucket.Select(l => new Place(
                                l.Key,
                                l.Last().Sequence,
                                l.Last().MessageId
                            )),
                        ]
                    ),
                    Ct
                );
        var differences = await connection.RowsAsync(
            "select aggregate, kind, failure from difference where confirmed_at is not null and healed_at is null order by aggregate",
            row => (row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
            Ct
        );
        // Another test of this service may have said something of the same agency.
        return differences.FindAll(difference =>
            _said.Exists(arrival => arrival.Aggregate == difference.Item1)
        );
    }
}
