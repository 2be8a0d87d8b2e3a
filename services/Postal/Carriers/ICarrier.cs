using HoanKiem.Postal.Parties;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Postal.Carriers;

/// <summary>What a carrier is asked to do.</summary>
/// <param name="Errand">Deliver or collect.</param>
/// <param name="Key">The same at every attempt, so that a retry is not a new order.</param>
/// <param name="OrderNumber">What the dossier is called on paper.</param>
/// <param name="Waybill">Item number, reserved before.</param>
/// <param name="CashOnDelivery">Whole đồng to collect at the door.</param>
/// <param name="AgencyId">Slug of the office.</param>
/// <param name="AgencyName">Name of the office.</param>
/// <param name="Citizen">The other end: addressee of a delivery, sender of a collection.</param>
internal sealed record CarrierOrder(
    Errand Errand,
    string Key,
    string OrderNumber,
    string Waybill,
    long CashOnDelivery,
    string AgencyId,
    string AgencyName,
    Addressee Citizen
);

/// <summary>A carrier's answer to an order; what is neither yes nor no is an exception and is tried again.</summary>
/// <param name="Accepted">Whether it will do it.</param>
/// <param name="Reason">Why not, in its own words.</param>
internal sealed record CarrierAnswer(bool Accepted, string? Reason = null);

/// <summary>How to talk to one carrier.</summary>
internal interface ICarrier
{
    /// <summary>Its name in URLs and events.</summary>
    string Code { get; }

    /// <summary>Orders a delivery or a collection; harmless when repeated with the same key.</summary>
    Task<CarrierAnswer> Order(CarrierOrder order, CancellationToken ct);

    /// <summary>Takes an order back; harmless when there is none.</summary>
    Task<CarrierAnswer> Cancel(string waybill, CancellationToken ct);

    /// <summary>Asks what became of an item: everything it knows, in any order.</summary>
    Task<IReadOnlyList<CarrierReport>> Track(string waybill, CancellationToken ct);

    /// <summary>Reads the body of a callback whose signature was found good.</summary>
    (CarrierReport? Report, Refusal? Refusal) Read(ReadOnlySpan<byte> body);
}
