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
/// does not listen to itself. All of it is part of the commit of the approval.
/// </summary>
internal sealed class DirectoryBook(
    IdentityDb db,
    IOutbox outbox,
    BusinessClock clock,
    Successions successions
)
{
    private readonly KeepReach _own = new(db);

    /// <summary>Now, in business time, UTC.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    private DateOnly Today => LegalZone.DateOf(Now);

    /// <summary>
    /// Whoever changes what is in force waits for whoever is doing so, until the end of the transaction, and then sees what that one has done.
    /// </summary>
    public static Task Turn(IdentityDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('directory'))", ct);

    /// <summary>Why this cannot be, as things are now: asked when it is proposed, and again when it is approved.</summary>
    public async Task<Refusal?> Refuses(Proposal proposal, CancellationToken ct) =>
        proposal.Kind switch
        {
            _ when proposal.To < proposal.From => Refusals.EndsBeforeItBegins(),
            ProposalKind.End => await RefusesEnd(proposal, ct),
            _ when proposal.To < Today => Refusals.Over(),
            ProposalKind.Appointment => await RefusesAgency(proposal, ct),
            ProposalKind.Substitution => await RefusesAgency(proposal, ct)
                ?? await RefusesSubstitution(proposal, ct),
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
                await Begin(appointment, ct);
                if (await successions.Of(appointment.Agency, ct) is { } succession)
                    await successions.Follow(appointment, succession, this, ct);
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
                if (await successions.Of(p.Agency!, ct) is { } after)
                    await successions.Follow(p, after, this, ct);
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

    /// <summary>An appointment is in force.</summary>
    public async Task Begin(Appointment appointment, CancellationToken ct)
    {
        db.Add(appointment);
        await Say(appointment.Announce(Now), _own.Handle, ct);
    }

    /// <summary>An appointment ends, unless it ends before.</summary>
    public async Task End(Appointment appointment, DateOnly lastDay, CancellationToken ct)
    {
        if (appointment.End(lastDay, Now) is { } ended)
            await Say(ended, _own.Handle, ct);
    }

    /// <summary>A substitution ends; false when it has been ended already.</summary>
    public async Task<bool> End(Proposal substitution, DateOnly lastDay, CancellationToken ct)
    {
        if (await Endings(substitution.Source, ct) > 0)
            return false;
        await Say(new SubstitutionEnded(substitution.Source, 2, Now, lastDay), _own.Handle, ct);
        return true;
    }

    // What was made here ends here, by the second and last event of its life; an appointment counts its own.
    private async Task End(Proposal p, CancellationToken ct)
    {
        if (await db.Appointments.FindAsync([p.Source], ct) is { } appointment)
        {
            await End(appointment, p.From, ct);
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
        return await Endings(p.Source, ct) > 0 ? Refusals.Over() : null;
    }

    private async Task<int> Endings(Guid source, CancellationToken ct) =>
        await db.Set<ReachRow>().Where(row => row.Source == source).SumAsync(row => row.Endings, ct)
        + await db.Set<Inspection>()
            .Where(inspection => inspection.Id == source)
            .SumAsync(inspection => inspection.Endings, ct);

    // Of an agency of which nothing was told yet the administrators know better.
    private async Task<Refusal?> RefusesAgency(Proposal p, CancellationToken ct) =>
        await successions.Of(p.Agency!, ct) is { } succession
        && succession.LastDay < (p.From > Today ? p.From : Today)
            ? Refusals.Dissolved(succession)
            : null;

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
