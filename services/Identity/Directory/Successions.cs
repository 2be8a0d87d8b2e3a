using System.Security.Cryptography;
using System.Text;
using HoanKiem.Access;
using HoanKiem.Identity.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Directory;

/// <summary>An agency is no more.</summary>
/// <param name="Agency">Slug.</param>
/// <param name="Effective">First day without it.</param>
/// <param name="Successors">Who took over.</param>
/// <param name="Heir">Who took over all of it; null when it was split.</param>
internal sealed record Succession(
    string Agency,
    DateOnly Effective,
    IReadOnlyList<string> Successors,
    string? Heir
)
{
    /// <summary>Its last day.</summary>
    public DateOnly LastDay => Effective.AddDays(-1);
}

/// <summary>Carries the roles of agencies that were merged over to their heirs, and ends those of agencies that were split.</summary>
internal sealed class Successions(IdentityDb db)
{
    /// <summary>What the Catalogue has told of the end of an agency; null when it goes on, or nothing was told.</summary>
    public async Task<Succession?> Of(string agency, CancellationToken ct)
    {
        if (await db.Set<KnownAgency>().FindAsync([agency], ct) is not { } known)
            return null;
        if (known.Heirs.Count > 0)
        {
            var effective = known.Heirs.Max(heir => heir.From);
            var heirs = known.Heirs.Where(heir => heir.From == effective).ToList();
            return new(
                agency,
                effective,
                [.. heirs.Select(heir => heir.Heir)],
                heirs is [{ Whole: true } only] ? only.Heir : null
            );
        }

        // It may end without anybody after it.
        return known.Periods.Count > 0 && known.Periods.All(period => period.To < DateOnly.MaxValue)
            ? new(agency, known.Periods.Max(period => period.To!.Value).AddDays(1), [], null)
            : null;
    }

    /// <summary>All that is held in the agency on its first day without it.</summary>
    public async Task Follow(Succession succession, DirectoryBook book, CancellationToken ct)
    {
        // An approval at the same time comes before, and is followed here, or after, and knows of this.
        await DirectoryBook.Turn(db, ct);
        foreach (
            var appointment in await db
                .Appointments.Where(a =>
                    a.Agency == succession.Agency && (a.To == null || a.To >= succession.Effective)
                )
                .OrderBy(a => a.From)
                .ToListAsync(ct)
        )
            await Follow(appointment, succession, book, ct);

        var substitutions = await db
            .Proposals.AsNoTracking()
            .Where(p =>
                p.Kind == ProposalKind.Substitution
                && p.State == ProposalState.Approved
                && p.Agency == succession.Agency
                && db.Set<ReachRow>()
                    .Any(row => row.Source == p.Source && row.ValidTo >= succession.Effective)
            )
            .OrderBy(p => p.Id)
            .ToListAsync(ct);
        foreach (var substitution in substitutions)
            await Follow(substitution, succession, book, ct);
    }

    /// <summary>An appointment that is longer than its agency. As long as nobody is known to have taken over, it waits for whoever will.</summary>
    public async Task Follow(
        Appointment appointment,
        Succession succession,
        DirectoryBook book,
        CancellationToken ct
    )
    {
        if (
            succession.Successors.Count == 0
            || (appointment.To is { } last && last < succession.Effective)
        )
            return;
        var (from, to) = (Later(appointment.From, succession.Effective), appointment.To);
        await book.End(appointment, succession.LastDay, ct);
        if (succession.Heir is not { } heir || await Holds(appointment, heir, from, ct))
            return;

        var carried = Appointment.Of(
            IdOf(appointment.Id, heir),
            appointment.Subject,
            heir,
            appointment.Role,
            from,
            to
        );
        await book.Begin(carried, ct);
        // The heir may have ended, too.
        if (await Of(heir, ct) is { } next && next.Effective > succession.Effective)
            await Follow(carried, next, book, ct);
    }

    /// <summary>Somebody acts for an officer whose agency is no more.</summary>
    public async Task Follow(
        Proposal substitution,
        Succession succession,
        DirectoryBook book,
        CancellationToken ct
    )
    {
        if (
            succession.Successors.Count == 0
            || substitution.To < succession.Effective
            || !await book.End(substitution, succession.LastDay, ct)
        )
            return;
        if (succession.Heir is not { } heir)
            return;
        var carried = substitution.CarryOver(
            IdOf(substitution.Source, heir),
            heir,
            Later(substitution.From, succession.Effective),
            book.Now
        );
        db.Add(carried);
        await book.Apply(carried, ct);
    }

    // Whoever was appointed there already, or comes from two agencies at once, holds it once.
    private async Task<bool> Holds(
        Appointment appointment,
        string heir,
        DateOnly from,
        CancellationToken ct
    )
    {
        var there = await db
            .Appointments.Where(a =>
                a.Subject == appointment.Subject && a.Agency == heir && a.Role == appointment.Role
            )
            .ToListAsync(ct);
        return there
            .Union(
                db.Appointments.Local.Where(a =>
                    a.Subject == appointment.Subject
                    && a.Agency == heir
                    && a.Role == appointment.Role
                )
            )
            .Any(a => a.From == from || (a.From < from && (a.To is null || a.To >= from)));
    }

    // The same appointment in the same heir is the same one, however often it is told.
    private static Guid IdOf(Guid source, string heir) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{source} {heir}")).AsSpan(0, 16));

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
