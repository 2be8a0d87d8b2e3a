using HoanKiem.Postal.Carriers;

namespace HoanKiem.Postal.Shipments;

/// <summary>Where a parcel is, in the order in which a parcel gets there; the last four are ends.</summary>
internal enum ShipmentStatus
{
    /// <summary>It has a waybill and a label (đã tạo).</summary>
    Created,

    /// <summary>The carrier has it (đã nhận gửi).</summary>
    HandedOver,

    /// <summary>On its way (đang vận chuyển).</summary>
    InTransit,

    /// <summary>With the postal worker who delivers (đang phát).</summary>
    OutForDelivery,

    /// <summary>Delivery was tried in vain at least once (phát không thành công).</summary>
    Attempted,

    /// <summary>On its way back (chờ chuyển hoàn).</summary>
    Returning,

    /// <summary>The addressee has it (phát thành công).</summary>
    Delivered,

    /// <summary>Back at the office (đã chuyển hoàn).</summary>
    Returned,

    /// <summary>It cannot be found (thất lạc).</summary>
    Lost,

    /// <summary>The order was cancelled before it went anywhere (hủy).</summary>
    Cancelled,
}

/// <summary>One thing that was said about a parcel, by its carrier or by the office.</summary>
/// <param name="Key">Identity of what was said: said again, it is the same.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="OccurredAt">When it is said to have happened.</param>
/// <param name="ReceivedAt">When we heard of it, business time.</param>
/// <param name="ReasonCode">Why, where a reason was given.</param>
/// <param name="Amount">Whole đồng, where money was collected.</param>
internal sealed record ParcelFact(
    string Key,
    CarrierMeaning Meaning,
    DateTimeOffset OccurredAt,
    DateTimeOffset ReceivedAt,
    string? ReasonCode = null,
    long? Amount = null
);

/// <summary>
/// What all that was said about a parcel amounts to. It is a function of the set of facts: their order and their repetition do not
/// matter. The status is the furthest that was reached (rank, then moment, then moment of hearing), so that late news never moves a
/// parcel back; of several ends the one heard first stands, and a person is asked.
/// </summary>
/// <param name="Status">Where it is.</param>
/// <param name="At">When it got there.</param>
/// <param name="Attempts">Deliveries tried in vain.</param>
/// <param name="HandedOverAt">When the carrier took it: as told, or else the earliest sign that it has it.</param>
/// <param name="ReasonCode">Reason given with the status.</param>
/// <param name="Cash">Money collected at the door, the first time it was told.</param>
/// <param name="OtherEnd">A different end, heard later: a person must decide.</param>
internal sealed record ParcelState(
    ShipmentStatus Status,
    DateTimeOffset? At,
    int Attempts,
    DateTimeOffset? HandedOverAt,
    string? ReasonCode,
    ParcelFact? Cash,
    ParcelFact? OtherEnd
)
{
    /// <summary>Derives the state from everything that was said so far.</summary>
    public static ParcelState Of(IEnumerable<ParcelFact> said)
    {
        var facts = said.OrderBy(fact => fact.ReceivedAt)
            .ThenBy(fact => fact.Key, StringComparer.Ordinal)
            .ThenBy(fact => fact.OccurredAt)
            .ThenBy(fact => fact.Meaning)
            .DistinctBy(fact => fact.Key)
            .ToList();

        var end = facts.Find(fact => IsEnd(StatusOf(fact.Meaning)));
        var furthest = facts
            .Where(fact => StatusOf(fact.Meaning) is { } status && !IsEnd(status))
            .MaxBy(fact => (StatusOf(fact.Meaning), fact.OccurredAt, fact.ReceivedAt));
        var reached = end ?? furthest;

        return new(
            Status: reached is null ? ShipmentStatus.Created : StatusOf(reached.Meaning)!.Value,
            At: reached?.OccurredAt,
            Attempts: facts.Count(fact => fact.Meaning is CarrierMeaning.Attempted),
            HandedOverAt: WhenHandedOver(facts),
            ReasonCode: reached?.ReasonCode,
            Cash: facts.Find(fact => fact.Meaning is CarrierMeaning.CashCollected),
            OtherEnd: end is null
                ? null
                : facts.Find(fact => IsEnd(StatusOf(fact.Meaning)) && fact.Meaning != end.Meaning)
        );
    }

    /// <summary>Delivered, returned, lost or cancelled.</summary>
    public static bool IsEnd(ShipmentStatus? status) => status >= ShipmentStatus.Delivered;

    /// <summary>The status that a fact testifies to; none where it says nothing of the place.</summary>
    public static ShipmentStatus? StatusOf(CarrierMeaning meaning) =>
        meaning switch
        {
            CarrierMeaning.HandedOver => ShipmentStatus.HandedOver,
            CarrierMeaning.InTransit => ShipmentStatus.InTransit,
            CarrierMeaning.OutForDelivery => ShipmentStatus.OutForDelivery,
            CarrierMeaning.Attempted => ShipmentStatus.Attempted,
            CarrierMeaning.Returning => ShipmentStatus.Returning,
            CarrierMeaning.Delivered => ShipmentStatus.Delivered,
            CarrierMeaning.Returned => ShipmentStatus.Returned,
            CarrierMeaning.Lost => ShipmentStatus.Lost,
            CarrierMeaning.Cancelled => ShipmentStatus.Cancelled,
            _ => null,
        };

    private static DateTimeOffset? WhenHandedOver(List<ParcelFact> facts)
    {
        var told = facts.Where(fact => fact.Meaning is CarrierMeaning.HandedOver).ToList();
        var signs =
            told.Count > 0
                ? told
                : facts.Where(fact =>
                    StatusOf(fact.Meaning)
                        is >= ShipmentStatus.HandedOver
                            and < ShipmentStatus.Cancelled
                );
        return signs.Min(fact => (DateTimeOffset?)fact.OccurredAt);
    }
}
