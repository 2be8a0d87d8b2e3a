using HoanKiem.Contracts;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Waits;
using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Protocol;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>What Dossiers hears of Routing and Postal: the crossing table and the aggregate decide, as in the service's own handlers.</summary>
internal sealed class DossiersEars
{
    private static readonly By Routing = By.Service(ResourceNames.Routing);
    private static readonly By Postal = By.Service(ResourceNames.Postal);
    private readonly DossiersOffice _office;
    private readonly (Phase Phase, Fact Fact)? _leftOut;

    /// <param name="office">The office.</param>
    /// <param name="leftOut">A row of the crossing table that a broken twin does not know.</param>
    public DossiersEars(DossiersOffice office, (Phase, Fact)? leftOut)
    {
        (_office, _leftOut) = (office, leftOut);
        var service = office.Service;
        service.InNoHurry(ResourceNames.Routing, ResourceNames.Feedback);
        service.On<CaseOpened>(
            Ordering.Ordered,
            "StartOnCaseOpened",
            OnCaseOpened,
            readsByKey: true
        );
        service.On<StepAssigned>(Ordering.Ordered, "TrackSteps", OnStepAssigned, readsByKey: true);
        service.On<StepDeadlineMissed>(Ordering.Ordered, "TrackSteps", OnMissed, readsByKey: true);
        service.On<SupplementNeeded>(
            Ordering.Ordered,
            "AskForPapers",
            OnSupplementNeeded,
            readsByKey: true
        );
        service.On<FeeNeeded>(Ordering.Ordered, "AskForFee", OnFeeNeeded, readsByKey: true);
        service.On<CaseDecided>(
            Ordering.Ordered,
            "ResolveOnCaseDecided",
            OnCaseDecided,
            readsByKey: true
        );
        service.On<DossierCollected>(
            Ordering.Ordered,
            "CollectOnCollected",
            OnCollected,
            readsByKey: true
        );
        service.On<ShipmentCreated>(
            Ordering.Ordered,
            "FollowShipment",
            OnCreated,
            readsByKey: true
        );
        service.On<ShipmentHandedOver>(
            Ordering.Ordered,
            "FollowShipment",
            OnHandedOver,
            readsByKey: true
        );
        service.On<ShipmentProgressed>(
            Ordering.Ordered,
            "FollowShipment",
            OnProgressed,
            readsByKey: true
        );
        service.On<ShipmentDelivered>(
            Ordering.Ordered,
            "ReturnOnDelivered",
            OnDelivered,
            readsByKey: true
        );
        service.On<ShipmentReturned>(
            Ordering.Ordered,
            "ReturnOnDelivered",
            OnReturned,
            readsByKey: true
        );
        service.On<ShipmentLost>(Ordering.Ordered, "ReturnOnDelivered", OnLost, readsByKey: true);
    }

    private async Task OnCaseOpened(Session session, CaseOpened e)
    {
        session.Met(Expected.Case, e.DossierId.ToString());
        await Meet(
            session,
            e.DossierId,
            Fact.CaseOpened,
            Routing,
            e.OccurredAt,
            e.CaseId,
            dossier =>
            {
                dossier.Start(e.CaseId, Routing, e.OccurredAt);
                dossier.HandledBy(e.Agency);
            }
        );
    }

    private Task OnStepAssigned(Session session, StepAssigned e) =>
        Meet(
            session,
            e.DossierId,
            Fact.StepMoved,
            Routing,
            e.OccurredAt,
            e.CaseId,
            dossier => dossier.HandledBy(e.Agency)
        );

    private Task OnMissed(Session session, StepDeadlineMissed e) =>
        Meet(
            session,
            e.DossierId,
            Fact.StepDeadlineMissed,
            Routing,
            e.OccurredAt,
            e.CaseId,
            _ => { }
        );

    private Task OnSupplementNeeded(Session session, SupplementNeeded e) =>
        Meet(
            session,
            e.DossierId,
            Fact.SupplementNeeded,
            Routing,
            e.OccurredAt,
            e.CaseId,
            dossier =>
            {
                if (Waits(dossier, WaitKind.Paper, e.StepId))
                    return;
                var calendar = Town.CalendarOf(dossier.CalendarVersion!);
                _office.Ask(
                    session,
                    dossier,
                    false,
                    e.Agency,
                    e.CaseId,
                    e.StepId,
                    e.OccurredAt,
                    calendar
                );
                DueWatch.Follow(session, dossier);
            }
        );

    private Task OnFeeNeeded(Session session, FeeNeeded e) =>
        Meet(
            session,
            e.DossierId,
            Fact.FeeNeeded,
            Routing,
            e.OccurredAt,
            e.CaseId,
            dossier =>
            {
                if (Waits(dossier, WaitKind.Money, e.StepId))
                    return;
                var fee = Fee.Ask(
                    dossier.Id,
                    e.FeeCode,
                    "Phí",
                    e.Amount,
                    "",
                    true,
                    e.StepId,
                    e.OccurredAt
                );
                session.Add(_office.Fees, fee.Id, fee);
                dossier.AskForFee(fee, Routing);
                DueWatch.Follow(session, dossier);
            }
        );

    private async Task OnCaseDecided(Session session, CaseDecided e)
    {
        if ((await session.FindAsync(_office.Dossiers, e.DossierId))?.HasDecision(e) == true)
            return;
        await Meet(
            session,
            e.DossierId,
            Fact.CaseDecided,
            Routing,
            e.OccurredAt,
            e.CaseId,
            dossier =>
            {
                var version = dossier.CalendarVersion ?? Town.FirstCalendar;
                dossier.Resolve(e, Town.CalendarOf(version), Routing);
                DueWatch.Follow(session, dossier);
                if (dossier.Delivery == Delivery.Post)
                    session.Expect(
                        Expected.Shipment,
                        dossier.Id.ToString(),
                        Expected.ShipmentWithin
                    );
            }
        );
    }

    private Task OnCollected(Session session, DossierCollected e) =>
        Meet(
            session,
            e.DossierId,
            Fact.Collected,
            Postal,
            e.OccurredAt,
            null,
            dossier => dossier.Collect(e.OccurredAt, Postal)
        );

    private async Task OnCreated(Session session, ShipmentCreated e)
    {
        session.Met(Expected.Shipment, e.DossierId.ToString());
        await Parcel(
            session,
            e.DossierId,
            e.ShipmentId,
            Fact.ShipmentMoved,
            e.OccurredAt,
            _ => { }
        );
    }

    private Task OnHandedOver(Session session, ShipmentHandedOver e) =>
        Parcel(
            session,
            e.DossierId,
            e.ShipmentId,
            Fact.ShipmentMoved,
            e.OccurredAt,
            dossier => dossier.SendOff(e.ShipmentId, "shipmentHandedOver", Postal, e.OccurredAt)
        );

    private Task OnProgressed(Session session, ShipmentProgressed e) =>
        Parcel(
            session,
            e.DossierId,
            e.ShipmentId,
            Fact.ShipmentMoved,
            e.OccurredAt,
            dossier => dossier.SendOff(e.ShipmentId, "shipmentProgressed", Postal, e.OccurredAt)
        );

    private Task OnDelivered(Session session, ShipmentDelivered e) =>
        Parcel(
            session,
            e.DossierId,
            e.ShipmentId,
            Fact.ShipmentDelivered,
            e.OccurredAt,
            dossier => dossier.Deliver(e.ShipmentId, Postal, e.OccurredAt)
        );

    private Task OnReturned(Session session, ShipmentReturned e) =>
        Parcel(
            session,
            e.DossierId,
            e.ShipmentId,
            Fact.ShipmentReturned,
            e.OccurredAt,
            dossier =>
                dossier.TakeBack(e.ShipmentId, e.Sequence, e.ReasonCode, Postal, e.OccurredAt)
        );

    private async Task OnLost(Session session, ShipmentLost e)
    {
        var dossier = await session.FindAsync(_office.Dossiers, e.DossierId);
        if (dossier is { Phase: Phase.Decided, ResultAt: not DeliveryState.Lost })
        {
            dossier.Lose(e.ShipmentId, Postal, e.OccurredAt);
            _office.Tell(session, dossier);
        }
        else
            await Parcel(
                session,
                e.DossierId,
                e.ShipmentId,
                Fact.ShipmentLost,
                e.OccurredAt,
                _ => { }
            );
    }

    private static bool Waits(Dossier dossier, WaitKind kind, Guid step) =>
        dossier.Waits.Any(wait => wait.To is null && wait.Kind == kind && wait.StepId == step);

    private Task Parcel(
        Session session,
        Guid dossierId,
        Guid shipmentId,
        Fact fact,
        DateTimeOffset at,
        Action<Dossier> apply
    ) => Meet(session, dossierId, fact, Postal, at, null, apply, shipmentId);

    // Crossroads.Meet but for the DbContext.
    private async Task Meet(
        Session session,
        Guid dossierId,
        Fact fact,
        By by,
        DateTimeOffset at,
        Guid? caseId,
        Action<Dossier> apply,
        Guid? shipmentId = null
    )
    {
        if (await session.FindAsync(_office.Dossiers, dossierId) is not { } dossier)
            return;
        var rule =
            _leftOut == (dossier.Phase, fact)
                ? Crossing.Apply
                : Crossroads.Rule(dossier, fact, shipmentId);
        var crossed = Crossroads.Cross(dossier, rule, fact, by, at, caseId, "");
        if (crossed.Item is { } item)
            _office.Open(session, item);
        if (crossed.Implied)
            session.Met(Expected.Case, dossierId.ToString());
        if (crossed.Applies)
            apply(dossier);
        _office.Tell(session, dossier);
    }
}
