using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>
/// GET /v1/dossiers/{id}/uses — for the citizen whose matter it is, or who holds their mandate: what the data in the dossier was used for,
/// and who looked, newest first.
/// </summary>
internal static class ListUses
{
    /// <summary>What it was used for, all in all, and one page of who looked.</summary>
    public sealed record Answer(
        IReadOnlyList<UsedFor> UsedFor,
        IReadOnlyList<Use> Items,
        string? Next,
        long Count
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{id:guid}/uses", Handle)
            .WithName(nameof(ListUses))
            .RequireCaller(CallerKind.Citizen)
            .For(Purpose.OwnData)
            .ProducesProblem(404);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid id,
        Desk desk,
        DossiersDb db,
        AuditTrail trail,
        string? cursor,
        [Range(1, 200)] int? limit,
        CancellationToken ct
    )
    {
        if (await desk.Seen(id, ct) is not { } dossier)
            return Problems.Missing().ToProblem();
        trail.Shows(dossier);
        var reach = await desk.Reach(ct);
        return await Uses.PageAsync(db, reach, id, cursor, limit ?? 50, ct) is { } page
            ? TypedResults.Ok(
                new Answer(
                    await Uses.CountAsync(db, reach, id, ct),
                    page.Items,
                    page.Next,
                    page.Count
                )
            )
            : Cursor.Unreadable().ToProblem();
    }
}
