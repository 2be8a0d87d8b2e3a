using HoanKiem.Access;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Identity.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Directory;

/// <summary>
/// The directory as it is in force: says what an approved proposal means, as an event for everybody else and as rows for Identity, which
/// listens to nobody. All of it is part of the commit of the approval.
/// </summary>
internal sealed class DirectoryBook(IdentityDb db, IOutbox outbox, BusinessClock clock)
{
    private readonly KeepReach _own = new(db);

    /// <summary>Now, in business time, UTC.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    private DateOnly Today => LegalZone.DateOf(Now);

    /// <summary>Why this cannot be, as things are now: asked when it is proposed, and again when it is approved.</summary>
    public async Task<Refusal?> Refuses(Proposal proposal, CancellationToken ct) =>
        proposal.Kind switch
        {
            _ when proposal.To < proposal.From => Refusals.EndsBeforeItBegins(),
            ProposalKind.End => await RefusesEnd(proposal, ct),
            _ when proposal.To < Today => Refusals.Over(),
            ProposalKind.Substitution => await RefusesSubstitution(proposal, ct),
            _ => null,
        };

    /// <summary>Puts it in force.</summary>
    public async Task Apply(Proposal p, CancellationToken ct)
    {
        switch (p.Kind)
        {
            case ProposalKind.Appointment:
                var appointment = Appointment.Of(
                    p.Source,
                    p.Subjects[0],
                    p.Agency!,
                    p.Role!.Value,
                    p.From,
                    p.To
                );
                db.Add(appointment);
                await Say(appointment.Announce(Now), _own.Handle, ct);
                break;
            case ProposalKind.Substitution:
                await Say(
                    new SubstitutionSet(
                        p.Source,
                        1,
                        Now,
                        p.Principal!,
                        p.Subjects[0],
                        p.Agency!,
                        p.Role!.Value,
                        p.From,
                        p.To!.Value
                    ),
                    _own.Handle,
                    ct
                );
                break;
            case ProposalKind.Mandate:
                await Say(
                    new MandateGranted(p.Source, 1, Now, p.Principal!, p.Subjects[0], p.From, p.To),
                    _own.Handle,
                    ct
                );
                break;
            case ProposalKind.Inspection:
                await Say(
                    new InspectionGranted(
                        p.Source,
                        1,
                        Now,
                        p.Basis,
                        p.Subjects,
                        p.Dossiers,
                        p.From,
                        p.To!.Value
                    ),
                    _own.Handle,
                    ct
                );
                break;
            default:
                await End(p, ct);
                break;
        }
    }

    // What was made here ends here, by the second and last event of its life; an appointment counts its own.
    private async Task End(Proposal p, CancellationToken ct)
    {
        if (await db.Appointments.FindAsync([p.Source], ct) is { } appointment)
        {
            if (appointment.End(p.From, Now) is { } ended)
                await Say(ended, _own.Handle, ct);
            return;
        }

        switch (await Made(p.Source, ct))
        {
            case { Kind: ProposalKind.Substitution }:
                await Say(new SubstitutionEnded(p.Source, 2, Now, p.From), _own.Handle, ct);
                break;
            case { Kind: ProposalKind.Mandate }:
                await Say(new MandateRevoked(p.Source, 2, Now), _own.Handle, ct);
                break;
            default:
                await Say(new InspectionEnded(p.Source, 2, Now, p.From), _own.Handle, ct);
                break;
        }
    }

    private async Task Say<TEvent>(
        TEvent @event,
        Func<TEvent, CancellationToken, Task> keep,
        CancellationToken ct
    )
        where TEvent : class
    {
        outbox.Publish(@event);
        await keep(@event, ct);
    }

    private async Task<Refusal?> RefusesEnd(Proposal p, CancellationToken ct)
    {
        if (await db.Appointments.FindAsync([p.Source], ct) is { } appointment)
            return appointment.To is { } last && last <= p.From ? Refusals.Over() : null;
        if (await Made(p.Source, ct) is null)
            return Problems.Missing();
        var endings =
            await db.Set<ReachRow>()
                .Where(row => row.Source == p.Source)
                .SumAsync(row => row.Endings, ct)
            + await db.Set<Inspection>()
                .Where(inspection => inspection.Id == p.Source)
                .SumAsync(inspection => inspection.Endings, ct);
        return endings > 0 ? Refusals.Over() : null;
    }

    // Who is absent has to hold the role as long as somebody acts for them, and one person acts for them at a time.
    private async Task<Refusal?> RefusesSubstitution(Proposal p, CancellationToken ct)
    {
        if (
            !await db.Appointments.AnyAsync(
                a =>
                    a.Subject == p.Principal
                    && a.Agency == p.Agency
                    && a.Role == p.Role
                    && a.From <= p.From
                    && (a.To == null || a.To >= p.To),
                ct
            )
        )
            return Refusals.NothingToSubstitute();
        var overlaps = await db
            .Proposals.Where(other =>
                other.Kind == ProposalKind.Substitution
                && other.State == ProposalState.Approved
                && other.Principal == p.Principal
                && other.Agency == p.Agency
                && other.Role == p.Role
            )
            .Join(db.Set<ReachRow>(), other => other.Source, row => row.Source, (_, row) => row)
            .AnyAsync(
                row => row.ValidFrom <= p.To && (row.ValidTo == null || row.ValidTo >= p.From),
                ct
            );
        return overlaps ? Refusals.Overlaps() : null;
    }

    private Task<Proposal?> Made(Guid source, CancellationToken ct) =>
        db
            .Proposals.AsNoTracking()
            .SingleOrDefaultAsync(
                made =>
                    made.Source == source
                    && made.Kind != ProposalKind.End
                    && made.State == ProposalState.Approved,
                ct
            );
}
