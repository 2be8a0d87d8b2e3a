using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Waits;
using HoanKiem.Messaging;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Results;

/// <summary>Routing → Dossiers → Postal, Feedback: the leader signed. The result is recorded; the moment of signature fixes on time or late.</summary>
internal sealed class ResolveOnCaseDecided(
    DossiersDb db,
    Rules rules,
    Crossroads crossroads,
    IOutbox outbox,
    IDeadlines deadlines,
    IExpectations expectations
) : IHandle<CaseDecided>, IReadByKey
{
    /// <inheritdoc />
    public async Task Handle(CaseDecided @event, CancellationToken ct)
    {
        var known = await db.Dossiers.FindAsync([@event.DossierId], ct);
        if (known?.HasDecision(@event) == true)
            return;
        var papersAwaited = known?.OpenWaits.Contains(WaitKind.Paper) == true;
        if (
            await crossroads.Meet(
                @event.DossierId,
                Fact.CaseDecided,
                ResourceNames.Routing,
                @event.OccurredAt,
                @event.CaseId,
                @event.DecisionNumber,
                ct
            )
            is not { } dossier
        )
            return;

        // An accepted dossier names a calendar, and copies of calendars are never deleted.
        var calendar = await rules.CalendarOf(dossier, ct);
        dossier.Resolve(
            @event,
            calendar!,
            By.Service(ResourceNames.Routing) with
            {
                Agency = @event.Agency,
            }
        );
        if (papersAwaited)
            await CompleteSupplements(dossier, @event.SignedAt, ct);
        DueWatch.Follow(deadlines, dossier);
        if (dossier.Delivery == Delivery.Post)
            expectations.Expect(Expected.Shipment, dossier.Id.ToString(), Expected.ShipmentWithin);
        dossier.Tell(outbox);
    }

    private async Task CompleteSupplements(Dossier dossier, DateTimeOffset at, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct); // an event before this one may have asked for papers
        foreach (
            var supplement in await db
                .Supplements.Where(supplement =>
                    supplement.DossierId == dossier.Id && supplement.CompletedAt == null
                )
                .ToListAsync(ct)
        )
            supplement.Complete(at);
    }
}
