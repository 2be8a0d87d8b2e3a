using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Audit;

/// <summary>
/// GET /operations/audit/entries — what officers of the caller's agencies saw and did, for leaders and inspectors; for citizens, who saw or
/// changed what is theirs. Newest first; an entry is there within a second.
/// </summary>
internal static class ListEntries
{
    /// <param name="Id">Identity of the entry.</param>
    /// <param name="At">When.</param>
    /// <param name="Agency">In whose name.</param>
    /// <param name="Kind"><c>officer</c>, <c>citizen</c>, <c>client</c> or <c>holder</c> of a look-up code.</param>
    /// <param name="Subject">Who; not told to citizens, who see the agency that answers for it.</param>
    /// <param name="BehalfOf">On whose behalf.</param>
    /// <param name="Operation">Name of the use case.</param>
    /// <param name="Purpose">Why.</param>
    /// <param name="Wrote">Changed, or only seen.</param>
    /// <param name="Objects">Which dossiers; of the caller's only, for a citizen who has asked for one.</param>
    public sealed record Line(
        Guid Id,
        DateTimeOffset At,
        string Agency,
        string Kind,
        string? Subject,
        string? BehalfOf,
        string Operation,
        Purpose Purpose,
        bool Wrote,
        IReadOnlyList<Guid> Objects
    );

    /// <param name="Items">The entries.</param>
    /// <param name="Next">Cursor of the next page.</param>
    public sealed record Answer(IReadOnlyList<Line> Items, string? Next);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/entries", Handle).WithName("ListAuditEntries");

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid? @object,
        string? cursor,
        [Range(1, 200)] int? limit,
        Caller caller,
        DbContext db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var rows = db.Set<SealedEntry>()
            .AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct));
        if (@object is { } id)
            rows = caller.Kind == CallerKind.Citizen ? Uses.OfTheirs(rows, id) : Uses.Of(rows, id);
        else if (caller.Kind == CallerKind.Citizen)
            return Problems
                .Invalid("object", "required", "Nêu hồ sơ cần xem.", "Say which dossier.")
                .ToProblem();
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset at, out var last))
                return Cursor.Unreadable().ToProblem();
            rows = rows.Where(entry =>
                entry.At < at || (entry.At == at && entry.Id.CompareTo(last) < 0)
            );
        }

        var size = limit ?? 50;
        var found = await rows.OrderByDescending(entry => entry.At)
            .ThenByDescending(entry => entry.Id)
            .Take(size + 1)
            .ToListAsync(ct);
        var page = found.Take(size).ToList();
        trail.ShowsPage(page);
        return TypedResults.Ok(
            new Answer(
                [.. page.Select(entry => LineOf(entry, caller, @object))],
                found.Count > size ? Cursor.After(page[^1].At, page[^1].Id) : null
            )
        );
    }

    private static Line LineOf(SealedEntry entry, Caller caller, Guid? asked)
    {
        var isTheirs = caller.Kind == CallerKind.Citizen;
        return new(
            entry.Id,
            entry.At,
            entry.Agency,
            entry.Kind,
            isTheirs && entry.Subject != caller.Subject ? null : entry.Subject,
            isTheirs && entry.BehalfOf != caller.Subject ? null : entry.BehalfOf,
            entry.Operation,
            entry.Purpose,
            entry.Wrote,
            isTheirs ? [asked!.Value] : entry.Objects
        );
    }
}
