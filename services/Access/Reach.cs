using HoanKiem.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Access;

/// <summary>The shape of every row that the predicate can judge: it has these columns from its first migration.</summary>
public interface IReachable
{
    /// <summary>Subject of the citizen whose matter it is; null when nobody is known.</summary>
    string? OwnerSubject { get; }

    /// <summary>Slug of the agency that received it.</summary>
    string ReceivingAgency { get; }

    /// <summary>Slugs of the agencies that have or had to act on it.</summary>
    string[] HandlingAgencies { get; }
}

/// <summary>Days of the legal zone.</summary>
public static class LegalDay
{
    /// <summary>The local date in Vietnam (UTC+07:00, no summer time since 1975) of a moment.</summary>
    public static DateOnly Of(DateTimeOffset moment) =>
        DateOnly.FromDateTime(moment.ToOffset(TimeSpan.FromHours(7)).DateTime);
}

/// <summary>What a caller reaches on a day: agencies and roles of an officer, principals of a citizen with mandates.</summary>
public sealed class Reach
{
    private readonly IReadOnlyList<ReachRow> _rows;

    private Reach(Caller caller, IReadOnlyList<ReachRow> rows) => (Caller, _rows) = (caller, rows);

    /// <summary>Whose reach it is.</summary>
    public Caller Caller { get; }

    /// <summary>Slugs of the agencies reached.</summary>
    public IReadOnlyList<string> Agencies =>
        [.. _rows.Select(row => row.Agency).OfType<string>().Distinct()];

    /// <summary>Subjects whose rows are reached by a mandate.</summary>
    public IReadOnlyList<string> Principals =>
        [.. _rows.Select(row => row.Principal).OfType<string>().Distinct()];

    /// <summary>Reads the reach of <paramref name="caller"/> on the legal day of <paramref name="at"/> (business time).</summary>
    public static async Task<Reach> Of(
        Caller caller,
        DbContext db,
        DateTimeOffset at,
        CancellationToken ct = default
    ) => new(caller, await On(caller, db, at).AsNoTracking().ToListAsync(ct));

    /// <summary>Whether the caller holds one of the roles in the agency.</summary>
    public bool Has(string agency, params ReadOnlySpan<OfficerRole> roles)
    {
        foreach (var row in _rows)
        {
            if (
                row.Agency == agency
                && row.Role is { } role
                && (roles.IsEmpty || roles.Contains(role))
            )
                return true;
        }

        return false;
    }

    /// <summary>Whether the caller holds the role anywhere.</summary>
    public bool Holds(OfficerRole role) => _rows.Any(row => row.Role == role);

    internal static IQueryable<ReachRow> On(Caller caller, DbContext db, DateTimeOffset at)
    {
        var (subject, day) = (caller.Subject, LegalDay.Of(at));
        return db.Set<ReachRow>()
            .Where(row =>
                row.Subject == subject
                && row.ValidFrom <= day
                && (row.ValidTo == null || row.ValidTo >= day)
            );
    }
}

/// <summary>The one predicate, for list, search, count, export and audit alike.</summary>
public static class Visibility
{
    /// <summary>The rows that <paramref name="caller"/> reaches at <paramref name="at"/>; everything else does not exist for them (404).</summary>
    public static IQueryable<T> Visible<T>(
        this IQueryable<T> rows,
        Caller caller,
        DbContext db,
        DateTimeOffset at
    )
        where T : class, IReachable
    {
        var subject = caller.Subject;
        var reach = Reach.On(caller, db, at);
        return caller.Kind switch
        {
            CallerKind.Officer => rows.Where(row =>
                reach.Any(own =>
                    own.Agency != null
                    && (
                        own.Agency == row.ReceivingAgency
                        || row.HandlingAgencies.Contains(own.Agency)
                    )
                )
            ),
            CallerKind.Citizen => rows.Where(row =>
                row.OwnerSubject == subject
                || reach.Any(own => own.Principal != null && own.Principal == row.OwnerSubject)
            ),
            CallerKind.Client => rows.Where(row => row.OwnerSubject == subject),
            _ => rows.Where(row => false),
        };
    }
}
