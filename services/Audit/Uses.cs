using HoanKiem.Access;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Audit;

/// <summary>Somebody saw or changed it.</summary>
/// <param name="At">When.</param>
/// <param name="Agency">In whose name; <c>-</c> where no agency has acted.</param>
/// <param name="By"><c>officer</c>, <c>citizen</c>, <c>client</c>, <c>holder</c> of a look-up code or <c>onlooker</c>, who knows a number.</param>
/// <param name="ByYou">It was the reader. Officers are not named: their agency answers for them.</param>
/// <param name="Operation">Name of the use case.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Changed">Something was changed; otherwise seen only.</param>
public sealed record Use(
    DateTimeOffset At,
    string Agency,
    string By,
    bool ByYou,
    string Operation,
    Purpose Purpose,
    bool Changed
);

/// <summary>What it was used for, by whom, and how often.</summary>
/// <param name="Purpose">Why.</param>
/// <param name="Agency">In whose name.</param>
/// <param name="By">Of which kind they are.</param>
/// <param name="Seen">How often it was seen.</param>
/// <param name="Changed">How often something was changed.</param>
/// <param name="First">When first.</param>
/// <param name="Last">When last.</param>
public sealed record UsedFor(
    Purpose Purpose,
    string Agency,
    string By,
    int Seen,
    int Changed,
    DateTimeOffset First,
    DateTimeOffset Last
);

/// <summary>
/// What somebody's data was used for and who looked, out of the audit of this service: for that person and who holds their mandate. An
/// entry is there within a second. Whoever asks has to be in reach of the dossier; that is for the caller of these methods to see to.
/// </summary>
public static class Uses
{
    /// <summary>All of it, counted.</summary>
    public static async Task<IReadOnlyList<UsedFor>> CountAsync(
        DbContext db,
        Reach reach,
        Guid dossier,
        CancellationToken ct
    )
    {
        var counted = await In(db, reach, dossier)
            .GroupBy(entry => new
            {
                entry.Purpose,
                entry.Agency,
                entry.Kind,
            })
            .Select(group => new
            {
                group.Key,
                All = group.Count(),
                Changed = group.Count(entry => entry.Wrote),
                First = group.Min(entry => entry.At),
                Last = group.Max(entry => entry.At),
            })
            .ToListAsync(ct);
        return
        [
            .. counted
                .Select(group => new UsedFor(
                    group.Key.Purpose,
                    group.Key.Agency,
                    group.Key.Kind,
                    group.All - group.Changed,
                    group.Changed,
                    group.First,
                    group.Last
                ))
                .OrderBy(used => used.First),
        ];
    }

    /// <summary>One page, newest first; null when the cursor cannot be read.</summary>
    public static async Task<Page<Use>?> PageAsync(
        DbContext db,
        Reach reach,
        Guid dossier,
        string? cursor,
        int size,
        CancellationToken ct
    )
    {
        var rows = In(db, reach, dossier);
        var count = await rows.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset at, out var last))
                return null;
            rows = rows.Where(entry =>
                entry.At < at || (entry.At == at && entry.Id.CompareTo(last) < 0)
            );
        }

        var found = await rows.OrderByDescending(entry => entry.At)
            .ThenByDescending(entry => entry.Id)
            .Take(size + 1)
            .ToListAsync(ct);
        return new Page<Use>(
            [
                .. found
                    .Take(size)
                    .Select(entry => new Use(
                        entry.At,
                        entry.Agency,
                        entry.Kind,
                        entry.Kind == "citizen" && entry.Subject == reach.Caller.Subject,
                        entry.Operation,
                        entry.Purpose,
                        entry.Wrote
                    )),
            ],
            found.Count > size ? Cursor.After(found[size - 1].At, found[size - 1].Id) : null,
            count
        );
    }

    /// <summary>
    /// Entries that show an object, for citizens. A page shows the dossiers of many people, and each of them may read its entry: that one
    /// is the reader's says nothing of the others, not even that somebody looked. Whose a dossier is says an entry that shows it alone;
    /// the one of its submission does.
    /// </summary>
    internal static IQueryable<SealedEntry> OfTheirs(IQueryable<SealedEntry> visible, Guid id) =>
        Of(visible, id)
            .Where(_ => visible.Any(alone => alone.Objects.Length == 1 && alone.Objects[0] == id));

    /// <summary>Entries that show an object, in the two shapes in which they are indexed.</summary>
    internal static IQueryable<SealedEntry> Of(IQueryable<SealedEntry> visible, Guid id) =>
        visible.Where(entry =>
            (entry.Objects.Length == 1 && entry.Objects[0] == id)
            || (entry.Objects.Length > 1 && entry.Objects.Contains(id))
        );

    private static IQueryable<SealedEntry> In(DbContext db, Reach reach, Guid dossier) =>
        Of(db.Set<SealedEntry>().AsNoTracking().Visible(reach), dossier);
}
