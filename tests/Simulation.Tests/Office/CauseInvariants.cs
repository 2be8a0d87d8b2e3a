using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Routing.Cases;
using HoanKiem.Simulation.Tests.Protocol;
using static HoanKiem.Simulation.Tests.Office.Invariants;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>
/// No cause without its event and no event without its cause: of each row exactly what happened to it was said, and where a fact of one
/// service has to have an effect in another, it is there, once.
/// </summary>
internal static class CauseInvariants
{
    public static void All(Schedule schedule)
    {
        var (dossiers, routing, postal) = (schedule.Dossiers, schedule.Routing, schedule.Postal);
        var said = Lives(
            dossiers.Service,
            dossiers.Dossiers.Committed.Values.Select(d => (d.Id, d.Sequence))
        );
        var decided = Lives(
            routing.Service,
            routing.Cases.Committed.Values.Select(c => (c.Id, c.Sequence))
        );
        var moved = Lives(
            postal.Service,
            postal
                .Shipments.Committed.Values.Select(s => (s.Id, s.Sequence))
                .Concat(postal.Orders.Committed.Values.Select(o => (o.Id, o.Sequence)))
        );
        foreach (var dossier in dossiers.Dossiers.Committed.Values)
        {
            Said(dossier, [.. said[dossier.Id]], schedule);
            Case(dossier, routing, decided);
            Parcels(dossier, postal, moved);
        }
    }

    /// <summary>When a dossier came to an end that is no decision.</summary>
    public static DateTimeOffset? EndOf(Schedule schedule, Dossier dossier) =>
        schedule
            .Dossiers.Service.Tables.EventLog.Committed.Values.FirstOrDefault(e =>
                e.Event is DossierWithdrawn or ProcessingStopped or DossierRefused
                && e.Aggregate == dossier.Id.ToString()
            )
            ?.OccurredAt;

    // As many events as the row has counted, and no life of an aggregate that is not there.
    private static ILookup<Guid, Message> Lives(
        Service service,
        IEnumerable<(Guid Id, long Sequence)> rows
    )
    {
        var said = service.Tables.EventLog.Committed.Values.ToLookup(e => Guid.Parse(e.Aggregate));
        var lives = 0;
        foreach (var (id, sequence) in rows)
        {
            Hold(
                "no cause without its event",
                said[id].Count() == sequence,
                $"{service.Name} {id}: {sequence}, said {said[id].Count()}"
            );
            lives += sequence > 0 ? 1 : 0;
        }
        Hold("no event without its cause", said.Count == lives, service.Name);
        return said;
    }

    private static void Said(Dossier dossier, IReadOnlyList<Message> said, Schedule schedule)
    {
        var fees = schedule
            .Dossiers.Fees.Committed.Values.Where(fee => fee.DossierId == dossier.Id)
            .ToList();
        Times<DossierSubmitted>(1);
        Times<DossierAccepted>(dossier.AcceptedAt is null ? 0 : 1);
        Times<DossierRefused>(dossier.Phase == Phase.Refused ? 1 : 0);
        Times<ProcessingStarted>(dossier.CaseId is null ? 0 : 1);
        Times<SupplementRequested>(dossier.Waits.Count(wait => wait.Kind == WaitKind.Paper));
        Times<FeeRequested>(fees.Count);
        Times<FeePaid>(fees.Count(fee => fee.PaidAt is not null));
        Times<DueDateExtended>(dossier.ExtendedTo is null ? 0 : 1);
        Times<DossierWithdrawn>(dossier.Phase == Phase.Withdrawn ? 1 : 0);
        Times<ProcessingStopped>(dossier.Phase == Phase.Stopped ? 1 : 0);
        Times<DossierResolved>(dossier.SignedAt is null ? 0 : 1);
        Times<ResultReturned>(dossier.ReturnedAt is null ? 0 : 1);

        void Times<TEvent>(int times) =>
            Hold(
                $"{typeof(TEvent).Name} as often as it happened",
                said.Count(e => e.Event is TEvent) == times,
                $"{dossier.RequestCode}: {times}, said {said.Count(e => e.Event is TEvent)}"
            );
    }

    // An accepted dossier has one case; what was decided there is its result, unless it came too late.
    private static void Case(Dossier dossier, RoutingOffice routing, ILookup<Guid, Message> decided)
    {
        var cases = routing.Cases.Committed.Values.Where(c => c.DossierId == dossier.Id).ToList();
        Hold(
            "a dossier has one case, from its acceptance on",
            cases.Count == (dossier.AcceptedAt is null ? 0 : 1),
            dossier.RequestCode
        );
        foreach (var held in cases)
        {
            var decisions = decided[held.Id].Select(e => e.Event).OfType<CaseDecided>().ToList();
            Hold(
                "a case is decided once",
                decisions.Count == (held.Phase == CasePhase.Decided ? 1 : 0),
                dossier.RequestCode
            );
            Hold(
                "a result is issued when it was decided, and once",
                dossier.SignedAt is null
                    ? decisions.Count == 0 || dossier.Phase is Phase.Withdrawn or Phase.Stopped
                    : decisions.Any(dossier.HasDecision),
                $"{dossier.RequestCode} {dossier.Phase}: {decisions.Count}"
            );
            Hold(
                "both services know the same due date",
                !held.IsOpen
                    || held.DueAt == dossier.LegalDueAt
                    || held.DueAt == dossier.PromisedDueAt,
                $"{dossier.RequestCode}: {held.DueAt:u}, legal {dossier.LegalDueAt:u}, promised {dossier.PromisedDueAt:u}"
            );
            Hold(
                "nobody works on a dossier that has ended",
                !held.IsOpen || DossierStatus.IsOpen(dossier.Phase),
                $"{dossier.RequestCode} {dossier.Phase}: the case is {held.Phase}"
            );
        }
    }

    private static void Parcels(Dossier dossier, PostalOffice postal, ILookup<Guid, Message> moved)
    {
        var shipments = postal
            .Shipments.Committed.Values.Where(s => s.DossierId == dossier.Id)
            .ToList();
        Hold(
            "a result that goes by post has one parcel",
            shipments.Count == (dossier is { SignedAt: not null, Delivery: Delivery.Post } ? 1 : 0),
            $"{dossier.RequestCode} {dossier.Delivery}: {shipments.Count}"
        );
        Hold(
            "a dossier that comes by post is collected once",
            postal.Orders.Committed.Values.Count(o => o.DossierId == dossier.Id)
                == (dossier.Channel == Channel.Post ? 1 : 0),
            dossier.RequestCode
        );
        Hold(
            "a result is returned when it was issued",
            dossier.ReturnedAt is null || dossier.SignedAt is not null,
            dossier.RequestCode
        );
        foreach (var shipment in shipments)
        {
            var delivered = moved[shipment.Id].Count(e => e.Event is ShipmentDelivered);
            Hold("a parcel is delivered once", delivered <= 1, dossier.RequestCode);
            Hold(
                "a result that was delivered is returned",
                delivered == 0 || dossier.ReturnedAt is not null,
                $"{dossier.RequestCode} {dossier.Phase}"
            );
        }
    }
}
