namespace HoanKiem.Contracts.Postal.V1;

/// <summary>A carrier was asked to collect a dossier at the citizen's address (Quyết định 45/2016/QĐ-TTg).</summary>
/// <param name="OrderId">Identity of the order.</param>
/// <param name="Sequence">Place in the order's life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Carrier">Who carries.</param>
/// <param name="Waybill">Number of the item (UPU S10).</param>
public sealed record CollectionOrdered(
    Guid OrderId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    string Carrier,
    string Waybill
);

/// <summary>The carrier handed the collected dossier over at the office.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Moment on the postal slip, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Carrier">Who carried.</param>
public sealed record DossierCollected(
    Guid OrderId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    string Carrier
);

/// <summary>A parcel with a result exists, has a waybill and a label.</summary>
/// <param name="ShipmentId">Identity of the parcel.</param>
/// <param name="Sequence">Place in the parcel's life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Carrier">Who carries.</param>
/// <param name="Waybill">Number of the item (UPU S10).</param>
/// <param name="CashOnDelivery">Whole đồng to collect at the door.</param>
public sealed record ShipmentCreated(
    Guid ShipmentId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    string Carrier,
    string Waybill,
    long CashOnDelivery
);

/// <summary>The carrier took the parcel.</summary>
/// <param name="ShipmentId">The parcel.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">When the carrier says that it happened, UTC.</param>
/// <param name="DossierId">The dossier.</param>
public sealed record ShipmentHandedOver(
    Guid ShipmentId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId
);

/// <summary>The parcel moved, or a delivery was tried.</summary>
/// <param name="ShipmentId">The parcel.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">When the carrier says that it happened, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Status">Our status: <c>inTransit</c>, <c>outForDelivery</c>, <c>attempted</c>, <c>returning</c>.</param>
/// <param name="Attempt">Number of tries so far.</param>
public sealed record ShipmentProgressed(
    Guid ShipmentId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    string Status,
    int Attempt
);

/// <summary>The addressee has it.</summary>
/// <param name="ShipmentId">The parcel.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">When the carrier says that it happened, UTC.</param>
/// <param name="DossierId">The dossier.</param>
public sealed record ShipmentDelivered(
    Guid ShipmentId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId
);

/// <summary>It came back to the office: the dossier stays at status 9 and the citizen is told.</summary>
/// <param name="ShipmentId">The parcel.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">When the carrier says that it happened, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="ReasonCode">Why, as a code.</param>
public sealed record ShipmentReturned(
    Guid ShipmentId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    string ReasonCode
);

/// <summary>The carrier cannot find it.</summary>
/// <param name="ShipmentId">The parcel.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="DossierId">The dossier.</param>
public sealed record ShipmentLost(
    Guid ShipmentId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId
);

/// <summary>The carrier collected money at the door.</summary>
/// <param name="ShipmentId">The parcel.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">When the carrier says that it happened, UTC.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Amount">Whole đồng.</param>
public sealed record CashCollected(
    Guid ShipmentId,
    long Sequence,
    DateTimeOffset OccurredAt,
    Guid DossierId,
    long Amount
);

/// <summary>The audit of an agency in this service has grown: whoever keeps this head sees it when something before it is changed.</summary>
/// <param name="AuditChain">The agency's chain.</param>
/// <param name="Sequence">Place among the heads that were told, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Head">How far it is.</param>
public sealed record AuditSealed(
    string AuditChain,
    long Sequence,
    DateTimeOffset OccurredAt,
    ChainHead Head
);
