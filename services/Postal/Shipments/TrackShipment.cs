using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Shipments;

/// <summary>GET /v1/shipments/{id} — where a parcel is and everything that was said about it.</summary>
internal static class TrackShipment
{
    /// <param name="At">When it is said to have happened.</param>
    /// <param name="HeardAt">When we heard of it.</param>
    /// <param name="What">What it means.</param>
    /// <param name="Code">The carrier's code.</param>
    /// <param name="Reason">Why, as a code.</param>
    /// <param name="Source"><c>callback</c>, <c>tracking</c> or <c>office</c>.</param>
    public sealed record Said(
        DateTimeOffset At,
        DateTimeOffset HeardAt,
        string What,
        string? Code,
        string? Reason,
        string Source
    );

    public sealed record Answer(
        Guid Id,
        Guid DossierId,
        string DossierLabel,
        string Carrier,
        string? Waybill,
        string Sender,
        string ReceivingAgency,
        string Status,
        DateTimeOffset StatusAt,
        int Attempts,
        string? Reason,
        DateTimeOffset? HandedOverAt,
        long CashOnDelivery,
        DateTimeOffset? CashCollectedAt,
        DateTimeOffset CreatedAt,
        string Booking,
        int Version,
        IReadOnlyList<Said> History
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id:guid}", Handle).WithName(nameof(TrackShipment));

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid id,
        Caller caller,
        HttpContext http,
        PostalDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var s = await db
            .Shipments.AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct))
            .SingleOrDefaultAsync(shipment => shipment.Id == id, ct);
        if (s is null)
            return Problems.Missing().ToProblem();

        trail.Shows(s);
        var history = await db
            .CarrierEvents.AsNoTracking()
            .Of(s)
            .OrderBy(e => e.OccurredAt)
            .ThenBy(e => e.ReceivedAt)
            .ThenBy(e => e.Id)
            .ToListAsync(ct);
        var booking = await db.Bookings.AsNoTracking().Of(s).SingleAsync(ct);
        http.SetETag(s.Version);
        return TypedResults.Ok(
            new Answer(
                s.Id,
                s.DossierId,
                s.DossierLabel,
                s.Carrier,
                s.Waybill,
                s.SendingAgency,
                s.ReceivingAgency,
                Words.Of(s.Status),
                s.StatusAt,
                s.Attempts,
                s.ReasonCode,
                s.HandedOverAt,
                s.CashOnDelivery,
                s.CashCollectedAt,
                s.CreatedAt,
                Words.Of(booking.Status),
                s.Version,
                [
                    .. history.Select(e => new Said(
                        e.OccurredAt,
                        e.ReceivedAt,
                        Words.Of(e.Meaning),
                        e.Code,
                        e.ReasonCode,
                        e.Source
                    )),
                ]
            )
        );
    }
}

/// <summary>Names of states as they go over the wire.</summary>
internal static class Words
{
    /// <summary>camelCase, as in the events.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>Reads one; false when there is no such state.</summary>
    public static bool TryRead<T>(string? text, out T value)
        where T : struct, Enum
    {
        foreach (var known in Enum.GetValues<T>())
        {
            if (Of(known) == text)
            {
                value = known;
                return true;
            }
        }

        value = default;
        return false;
    }
}
