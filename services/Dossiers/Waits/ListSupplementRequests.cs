using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Waits;

/// <summary>GET /v1/dossiers/{id}/supplement-requests — every request for more papers (Phiếu yêu cầu bổ sung, Mẫu 02), the oldest first.</summary>
internal static class ListSupplementRequests
{
    /// <summary>The requests.</summary>
    public sealed record Answer(IReadOnlyList<Line> Items);

    /// <summary>One request: who asked for what and why, until when, and when everything had come; null while papers are awaited.</summary>
    public sealed record Line(
        Guid Id,
        bool BeforeAcceptance,
        string AskedBy,
        IReadOnlyList<AwaitedPaper> Papers,
        string ReasonCode,
        string? Guidance,
        DateTimeOffset RequestedAt,
        DateTimeOffset? Until,
        DateTimeOffset? CompletedAt
    );

    /// <summary>A paper that was asked for; without a name when the procedure does not know it.</summary>
    public sealed record AwaitedPaper(string Code, string? Name);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{id:guid}/supplement-requests", Handle)
            .WithName(nameof(ListSupplementRequests))
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
        var procedure = await rules.Of(dossier, ct);
        var names = procedure.Papers.ToDictionary(paper => paper.Code, paper => paper.Name);
        var asked = await db
            .Supplements.AsNoTracking()
            .Of(dossier)
            .OrderBy(supplement => supplement.Id)
            .ToListAsync(ct);
        return TypedResults.Ok(
            new Answer([
                .. asked.Select(request => new Line(
                    request.Id,
                    request.BeforeAcceptance,
                    request.AskedBy,
                    [
                        .. request.PaperCodes.Select(code => new AwaitedPaper(
                            code,
                            names.GetValueOrDefault(code)
                        )),
                    ],
                    request.ReasonCode,
                    request.Guidance,
                    request.RequestedAt,
                    request.Until,
                    request.CompletedAt
                )),
            ])
        );
    }
}
