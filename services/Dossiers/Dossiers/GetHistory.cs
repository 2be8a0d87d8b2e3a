using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>GET /v1/dossiers/{id}/history — every change and trace of a dossier in order: when, what, by whom, from what to what, on what basis.</summary>
internal static class GetHistory
{
    /// <summary>The lines.</summary>
    public sealed record Answer(IReadOnlyList<Line> Items);

    /// <summary>One line.</summary>
    public sealed record Line(
        int Version,
        DateTimeOffset At,
        string What,
        string BySubject,
        string? ByAgency,
        string From,
        string To,
        int Status,
        string Vi,
        string En,
        string? Law
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{id:guid}/history", Handle)
            .WithName(nameof(GetHistory))
            .ProducesProblem(404);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid id,
        Desk desk,
        DossiersDb db,
        Rules rules,
        AuditTrail trail,
        CancellationToken ct
    )
    {
        if (await desk.Seen(id, ct) is not { } dossier)
            return Problems.Missing().ToProblem();
        trail.Shows(dossier);
        var lines = await db
            .History.AsNoTracking()
            .Of(dossier)
            .OrderBy(entry => entry.Id)
            .ToListAsync(ct);
        var nameOf = await rules.Names(ct);
        return TypedResults.Ok(
            new Answer([
                .. lines.Select(line => new Line(
                    line.Version,
                    line.At,
                    line.What,
                    line.BySubject,
                    line.ByAgency,
                    line.FromFacets,
                    line.ToFacets,
                    line.Status,
                    AgencyNames.PutIn(nameOf, line.Vi),
                    AgencyNames.PutIn(nameOf, line.En),
                    line.Law is null ? null : Law.Cite(line.Law)
                )),
            ])
        );
    }
}
