using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>
/// Where facts of other services meet a dossier: asks the crossing table and does what it says, so that a handler only sees facts that fit.
/// </summary>
internal sealed class Crossroads(DossiersDb db, IExpectations expectations, ILogger<Crossroads> log)
{
    /// <summary>The dossier when the fact applies; null when it was kept as a trace, became an open item, or names no dossier of ours.</summary>
    /// <param name="dossierId">The dossier.</param>
    /// <param name="fact">What arrived.</param>
    /// <param name="from">Service that says so.</param>
    /// <param name="at">When it happened, business time.</param>
    /// <param name="caseId">Case, for facts that imply that one was opened.</param>
    /// <param name="detail">What to write beside the fact's name.</param>
    /// <param name="ct">Cancellation.</param>
    /// <param name="shipmentId">Parcel, for facts about one.</param>
    public async Task<Dossier?> Meet(
        Guid dossierId,
        Fact fact,
        string from,
        DateTimeOffset at,
        Guid? caseId,
        string detail,
        CancellationToken ct,
        Guid? shipmentId = null
    )
    {
        if (await db.Dossiers.FindAsync([dossierId], ct) is not { } dossier)
        {
            log.LogWarning(
                "{Fact} of {Service} names a dossier that is not here: {DossierId}",
                fact,
                from,
                dossierId
            );
            return null;
        }

        var crossed = Cross(
            dossier,
            Rule(dossier, fact, shipmentId),
            fact,
            By.Service(from),
            at,
            caseId,
            detail
        );
        if (crossed.Item is { } item)
            db.OpenItems.Add(item);
        if (crossed.Implied)
            expectations.Met(Expected.Case, dossier.Id.ToString());
        return crossed.Applies ? dossier : null;
    }

    /// <summary>What the table says. Where the result is was said of one parcel: for another one it lies at the office.</summary>
    public static Crossing Rule(Dossier dossier, Fact fact, Guid? shipmentId) =>
        CrossingTable.Rule(
            shipmentId is not null && dossier.ShipmentId != shipmentId
                ? dossier.Facets with
                {
                    Delivery = DeliveryState.AtOffice,
                }
                : dossier.Facets,
            fact
        );

    /// <summary>Does what the table says.</summary>
    public static Crossed Cross(
        Dossier dossier,
        Crossing rule,
        Fact fact,
        By by,
        DateTimeOffset at,
        Guid? caseId,
        string detail
    )
    {
        switch (rule)
        {
            case Crossing.KeepWithTrace:
                dossier.Trace(
                    Name(fact),
                    by,
                    at,
                    new(
                        $"Ghi nhận, không thay đổi trạng thái: {detail}.",
                        $"Kept, changes nothing: {detail}."
                    )
                );
                return default;
            case Crossing.OpenItem:
                return new(
                    Item: OpenItem.Of(
                        dossier,
                        Name(fact),
                        new(
                            $"Thông tin mâu thuẫn với hồ sơ, cần người xem xét: {detail}.",
                            $"Contradicts what is known, a person must look: {detail}."
                        ),
                        at,
                        by
                    )
                );
            case Crossing.ImplyMissing
                when dossier.Phase == Phase.Accepted && caseId is { } implied:
                dossier.Start(implied, by, at, implied: true);
                return new(Applies: true, Implied: true);
            default:
                return new(Applies: true);
        }
    }

    private static string Name(Fact fact)
    {
        var name = fact.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}

/// <summary>What became of a fact that met a dossier.</summary>
/// <param name="Applies">The handler goes on with it.</param>
/// <param name="Implied">That a case was opened is taken from it.</param>
/// <param name="Item">A person must look.</param>
internal readonly record struct Crossed(
    bool Applies = false,
    bool Implied = false,
    OpenItem? Item = null
);

/// <summary>What this service expects of others after a fact of its own.</summary>
internal static class Expected
{
    /// <summary>An accepted dossier has a case.</summary>
    public const string Case = "case-opened";

    /// <summary>A result that goes by post has a parcel.</summary>
    public const string Shipment = "shipment-created";

    /// <summary>How long Routing may take.</summary>
    public static readonly TimeSpan CaseWithin = TimeSpan.FromSeconds(60);

    /// <summary>How long Postal may take.</summary>
    public static readonly TimeSpan ShipmentWithin = TimeSpan.FromMinutes(5);
}
