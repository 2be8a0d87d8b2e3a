using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>A dossier that a caller may act on, or why not.</summary>
/// <param name="Dossier">The dossier; null when refused.</param>
/// <param name="By">As whom the caller acts.</param>
/// <param name="Refusal">Why not.</param>
internal readonly record struct Found(Dossier? Dossier, By By, Refusal? Refusal);

/// <summary>
/// Where acts begin: finds the dossier within the caller's reach, checks the role and the version that the caller read,
/// and reads the business time once, so that one act has one moment.
/// </summary>
internal sealed class Desk(DossiersDb db, Caller caller, BusinessClock clock)
{
    /// <summary>The moment of this act, UTC.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Who acts.</summary>
    public Caller Caller => caller;

    /// <summary>For an act of an officer who holds one of the roles in an agency of the dossier.</summary>
    public async Task<Found> ForOfficer(
        Guid id,
        IfMatch version,
        CancellationToken ct,
        params OfficerRole[] roles
    )
    {
        if (await Visible(id, ct) is not { } dossier)
            return new(null, default, Problems.Missing());
        var reach = await Reach(ct);
        var agency = dossier.Agencies.FirstOrDefault(agency => reach.Has(agency, roles));
        if (caller.Kind != CallerKind.Officer || agency is null)
            return new(null, default, Refusals.NotYours());
        return await Fresh(dossier, new By(caller.Subject, agency), version, ct);
    }

    /// <summary>For an act of the citizen whose matter it is, or of a clerk for them.</summary>
    public async Task<Found> ForCitizenOrClerk(Guid id, IfMatch version, CancellationToken ct)
    {
        if (caller.Kind == CallerKind.Officer)
            return await ForOfficer(id, version, ct, OfficerRole.Clerk);
        return await Visible(id, ct) is { } dossier
            ? await Fresh(dossier, new By(caller.Subject), version, ct)
            : new(null, default, Problems.Missing());
    }

    /// <summary>The dossier, when it exists for this caller, to act on.</summary>
    public async Task<Dossier?> Visible(Guid id, CancellationToken ct) =>
        await db
            .Dossiers.Visible(await Reach(ct))
            .SingleOrDefaultAsync(dossier => dossier.Id == id, ct);

    /// <summary>What the caller reaches today.</summary>
    public Task<Reach> Reach(CancellationToken ct) => Access.Reach.Of(caller, db, Now, ct);

    /// <summary>The dossier, when it exists for this caller, to read.</summary>
    public async Task<Dossier?> Seen(Guid id, CancellationToken ct) =>
        await db
            .Dossiers.AsNoTracking()
            .Visible(await Reach(ct))
            .SingleOrDefaultAsync(dossier => dossier.Id == id, ct);

    private async Task<Found> Fresh(Dossier dossier, By by, IfMatch version, CancellationToken ct)
    {
        if (version.Refuses(dossier.Version) is null)
            return new(dossier, by, null);
        var last = await db
            .History.AsNoTracking()
            .Of(dossier)
            .Where(entry => entry.Version == dossier.Version)
            .OrderByDescending(entry => entry.Id)
            .FirstOrDefaultAsync(ct);
        return new(
            null,
            by,
            version.Refuses(dossier.Version, last?.BySubject)!.With("changed", last?.What)
        );
    }
}
