using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Messaging;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Access;

/// <summary>Identity → every service: keeps who reaches what. All of these events are wanted in order.</summary>
public sealed class KeepReach(DbContext db)
    : IHandle<OfficerAppointed>,
        IHandle<AppointmentEnded>,
        IHandle<SubstitutionSet>,
        IHandle<SubstitutionEnded>,
        IHandle<MandateGranted>,
        IHandle<MandateRevoked>,
        IHandle<InspectionGranted>,
        IHandle<InspectionEnded>,
        IReadByKey
{
    /// <inheritdoc />
    public Task Handle(OfficerAppointed @event, CancellationToken ct) =>
        Keep(
            ReachRow.OfOfficer(
                @event.AppointmentId,
                @event.Subject,
                @event.Agency,
                @event.Role,
                @event.From,
                @event.To
            ),
            ct
        );

    /// <inheritdoc />
    public Task Handle(AppointmentEnded @event, CancellationToken ct) =>
        End(@event.AppointmentId, @event.To, ct);

    /// <inheritdoc />
    public Task Handle(SubstitutionSet @event, CancellationToken ct) =>
        Keep(
            ReachRow.OfOfficer(
                @event.SubstitutionId,
                @event.SubstituteSubject,
                @event.Agency,
                @event.Role,
                @event.From,
                @event.To
            ),
            ct
        );

    /// <inheritdoc />
    public Task Handle(SubstitutionEnded @event, CancellationToken ct) =>
        End(@event.SubstitutionId, @event.To, ct);

    /// <inheritdoc />
    public Task Handle(MandateGranted @event, CancellationToken ct) =>
        Keep(
            ReachRow.OfMandate(
                @event.MandateId,
                @event.HolderSubject,
                @event.GrantorSubject,
                @event.From,
                @event.To
            ),
            ct
        );

    /// <inheritdoc />
    public Task Handle(MandateRevoked @event, CancellationToken ct) =>
        // Revoked means at once: the day of revocation no longer counts.
        End(@event.MandateId, LegalZone.DateOf(@event.OccurredAt).AddDays(-1), ct);

    /// <inheritdoc />
    public async Task Handle(InspectionGranted @event, CancellationToken ct)
    {
        if (await db.Set<Inspection>().FindAsync([@event.InspectionId], ct) is not null)
            return;
        db.Add(Inspection.Of(@event));
        db.AddRange(
            @event
                .DossierIds.Distinct()
                .Select(dossier => InspectedDossier.Of(@event.InspectionId, dossier))
        );
    }

    /// <inheritdoc />
    public async Task Handle(InspectionEnded @event, CancellationToken ct)
    {
        if (await db.Set<Inspection>().FindAsync([@event.InspectionId], ct) is { } inspection)
            inspection.End(@event.To);
    }

    private async Task Keep(ReachRow row, CancellationToken ct)
    {
        if (await db.Set<ReachRow>().FindAsync([row.Source], ct) is null)
            db.Add(row);
    }

    private async Task End(Guid source, DateOnly lastDay, CancellationToken ct)
    {
        if (await db.Set<ReachRow>().FindAsync([source], ct) is { } row)
            row.End(lastDay);
    }
}
