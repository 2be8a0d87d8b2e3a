using CsCheck;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Shipments;
using HoanKiem.Postal.Waybills;

namespace HoanKiem.Postal.Tests.Shipments;

public sealed class ParcelStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    private static readonly CarrierMeaning[] ForParcels =
    [
        CarrierMeaning.Information,
        CarrierMeaning.HandedOver,
        CarrierMeaning.InTransit,
        CarrierMeaning.OutForDelivery,
        CarrierMeaning.Attempted,
        CarrierMeaning.Returning,
        CarrierMeaning.Delivered,
        CarrierMeaning.Returned,
        CarrierMeaning.Lost,
        CarrierMeaning.Cancelled,
        CarrierMeaning.CashCollected,
    ];

    // Few keys and few moments, so that repetition, ties and contradiction are common.
    private static readonly Gen<ParcelFact> Fact = Gen.Select(
        Gen.Int[0, 11],
        Gen.Int[0, ForParcels.Length - 1].Select(i => ForParcels[i]),
        Gen.Int[0, 6],
        Gen.Int[0, 6],
        (key, meaning, occurred, received) =>
            new ParcelFact(
                $"{key}",
                meaning,
                Start.AddHours(occurred),
                Start.AddHours(received),
                meaning is CarrierMeaning.Returned ? "no-one-home" : null
            )
    );

    private static readonly Gen<ParcelFact[]> Facts = Fact.Array[0, 12];

    [Fact]
    public void Order_and_repetition_do_not_matter() =>
        Gen.Select(Facts, Gen.Int[0, int.MaxValue - 1])
            .Sample(
                (facts, seed) =>
                {
                    var random = new Random(seed);
                    var again = facts.Concat(facts.Where(_ => random.Next(2) == 0)).ToArray();
                    random.Shuffle(again);
                    Assert.Equal(ParcelState.Of(facts), ParcelState.Of(again));
                },
                iter: 20_000
            );

    [Fact]
    public void A_fact_more_never_moves_a_parcel_back_before_its_end() =>
        Gen.Select(Facts, Fact)
            .Sample(
                (facts, late) =>
                {
                    var before = ParcelState.Of(facts);
                    var after = ParcelState.Of(
                        facts.Append(late with { Key = "late", ReceivedAt = Start.AddDays(1) })
                    );
                    if (ParcelState.IsEnd(before.Status))
                        Assert.Equal(before.Status, after.Status);
                    else
                        Assert.True(after.Status >= before.Status);
                    Assert.True(after.Attempts >= before.Attempts);
                },
                iter: 20_000
            );

    [Fact]
    public void However_a_carrier_tells_it_the_parcel_ends_in_the_same_place_and_each_thing_is_said_once() =>
        Gen.Select(Facts, Gen.Int[0, int.MaxValue - 1], Gen.Int[0, int.MaxValue - 1])
            .Sample(
                (facts, one, other) =>
                {
                    // The same news, one moment of hearing for each: what is compared is the order of telling.
                    var news = facts.DistinctBy(fact => fact.Key).ToArray();
                    var first = Tell(news, one);
                    var second = Tell(news, other);

                    Assert.Equal(first.Shipment.Attempts, second.Shipment.Attempts);
                    Assert.Equal(
                        first.Shipment.CashCollectedAt is null,
                        second.Shipment.CashCollectedAt is null
                    );
                    var ends = news.Select(fact => ParcelState.StatusOf(fact.Meaning))
                        .Where(ParcelState.IsEnd)
                        .Distinct()
                        .Count();
                    if (ends < 2)
                        Assert.Equal(first.Shipment.Status, second.Shipment.Status);
                    Assert.Equal(ends > 1, first.Contradicted);
                    Assert.Equal(ends > 1, second.Contradicted);
                },
                iter: 20_000
            );

    [Fact]
    public void A_repeated_report_adds_nothing()
    {
        var fact = Said(CarrierMeaning.Attempted, 2);

        Assert.Equal(1, ParcelState.Of([fact, fact, fact with { ReceivedAt = Start }]).Attempts);
    }

    [Fact]
    public void A_parcel_on_its_way_was_handed_over_though_nobody_said_so()
    {
        var shipment = NewShipment();

        var events = shipment.Take([Said(CarrierMeaning.InTransit, 3)], Start.AddHours(4));

        Assert.Collection(
            events,
            said => Assert.Equal(2, Assert.IsType<ShipmentHandedOver>(said).Sequence),
            said => Assert.Equal("inTransit", Assert.IsType<ShipmentProgressed>(said).Status)
        );
    }

    [Fact]
    public void Delivered_after_returned_leaves_the_first_and_asks_a_person()
    {
        var shipment = NewShipment();
        var returned = Said(CarrierMeaning.Returned, 5);
        var delivered = Said(CarrierMeaning.Delivered, 4) with { ReceivedAt = Start.AddDays(2) };

        shipment.Take([returned], Start.AddHours(5));
        var events = shipment.Take([returned, delivered], Start.AddDays(2));

        Assert.Empty(events);
        Assert.Equal(ShipmentStatus.Returned, shipment.Status);
        Assert.Equal(delivered, ParcelState.Of([returned, delivered]).OtherEnd);

        var settled = Assert.Single(shipment.Settle(delivered, Start.AddDays(3)));
        Assert.Equal(4, Assert.IsType<ShipmentDelivered>(settled).Sequence);
        Assert.Equal(ShipmentStatus.Delivered, shipment.Status);
    }

    [Fact]
    public void A_carrier_whose_clock_is_ahead_reports_nothing_later_than_now()
    {
        var shipment = NewShipment();

        shipment.Take([Said(CarrierMeaning.Delivered, 48)], Start.AddHours(1));

        Assert.Equal(Start.AddHours(1), shipment.StatusAt);
    }

    private static (Shipment Shipment, bool Contradicted) Tell(ParcelFact[] news, int seed)
    {
        var shipment = NewShipment();
        var heard = new List<ParcelFact>();
        var told = news.Concat(news).ToArray();
        new Random(seed).Shuffle(told);
        var events = new List<object>();
        var now = Start.AddDays(1);

        foreach (var fact in told)
        {
            now = now.AddMinutes(1);
            if (heard.Any(known => known.Key == fact.Key))
                continue;
            heard.Add(fact with { ReceivedAt = now });
            events.AddRange(shipment.Take(heard, now));
        }

        Assert.Equal(
            Enumerable.Range(2, events.Count).Select(n => (long)n),
            events.Select(said => (long)said.GetType().GetProperty("Sequence")!.GetValue(said)!)
        );
        Assert.Equal(
            events.Count,
            events
                .Select(said =>
                    said is ShipmentProgressed p ? $"{p.Status} {p.Attempt}" : said.GetType().Name
                )
                .Distinct()
                .Count()
        );
        Assert.True(
            events.Count(said => said is ShipmentDelivered or ShipmentReturned or ShipmentLost) <= 1
        );
        return (shipment, ParcelState.Of(heard).OtherEnd is not null);
    }

    private static Shipment NewShipment()
    {
        var shipment = Shipment.Create(
            Guid.CreateVersion7(Start),
            Guid.CreateVersion7(Start),
            "H26.61-20261123-0001",
            "vnpost",
            "hoan-kiem",
            "hoan-kiem",
            "hoan-kiem",
            null,
            25_000,
            Start
        );
        shipment.Number(ItemIdentifier.Create("EK", 12345678), Start);
        return shipment;
    }

    private static ParcelFact Said(CarrierMeaning meaning, int hour) =>
        new($"{meaning}-{hour}", meaning, Start.AddHours(hour), Start.AddHours(hour));
}
