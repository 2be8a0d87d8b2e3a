using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using MassTransit;
using RabbitMQ.Client;

namespace HoanKiem.Messaging.Tests;

/// <summary>What we rely on in other people's libraries. When an update breaks one of these, read why it was relied on before changing it.</summary>
public sealed class LibraryInvariantsTests
{
    [Fact]
    public void MassTransit_names_exchanges_and_types_as_the_log_does()
    {
        foreach (var producer in Subscriptions.Producers)
        foreach (var shape in EventTypes.Of(producer))
            Assert.Equal(Envelope.UrnPrefix + shape.Name, MessageUrn.ForTypeString(shape.Type));
    }

    [Fact]
    public async Task MassTransit_accepts_the_queues_that_the_relay_has_declared_and_the_other_way_round()
    {
        await using var broker = await TestBroker.CreateAsync();
        await using var database = await TestDatabase.CreateAsync();
        await using (
            await TestService.StartAsync(
                ResourceNames.Reporting,
                database.ConnectionString,
                broker.ConnectionString
            )
        )
        await using (var connection = await broker.ConnectAsync())
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Ct))
        {
            // An argument that differs closes the channel with PRECONDITION_FAILED.
            foreach (var producer in Subscriptions.For(ResourceNames.Reporting))
                await Topology.DeclareAsync(channel, producer, Ct);
            Assert.True(channel.IsOpen);
        }
    }

    [Fact]
    public void Version_7_ids_begin_with_their_moment()
    {
        var then = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(then.AddDays(34));
        Assert.False(Age.IsTooOld(Guid.CreateVersion7(then), clock));
        clock.Advance(TimeSpan.FromDays(2));
        Assert.True(Age.IsTooOld(Guid.CreateVersion7(then), clock));
    }

    [Fact]
    public void A_contract_survives_its_json_with_enums_as_text_and_vietnamese_as_it_is()
    {
        var fee = new FeeRule(
            "f",
            "Lệ phí hộ tịch",
            "case",
            8000,
            null,
            null,
            null,
            null,
            true,
            "NQ"
        );
        var json = JsonSerializer.Serialize(
            new { fee, channel = HoanKiem.Contracts.Channel.NationalPortal },
            MessageJson.Options
        );

        Assert.Contains("Lệ phí hộ tịch", json, StringComparison.Ordinal);
        Assert.Contains("\"nationalPortal\"", json, StringComparison.Ordinal);
        Assert.Equal(
            fee,
            JsonSerializer.Deserialize<FeeRule>(
                JsonSerializer.Serialize(fee, MessageJson.Options),
                MessageJson.Options
            )
        );
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
