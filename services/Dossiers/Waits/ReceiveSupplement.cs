using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Reception;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Waits;

/// <summary>POST /v1/dossiers/{id}/supplements — the citizen, or a clerk for them, brings papers that were asked for; when they are complete the clock runs again.</summary>
internal static class ReceiveSupplement
{
    /// <summary>What came. A clerk may say that it is complete; for a citizen it is when every paper asked for has come.</summary>
    public sealed record Request(
        [property: MaxLength(50)] IReadOnlyList<Paper> Papers,
        bool? Complete = null
    );

    /// <summary>A paper that came.</summary>
    public sealed record Paper(
        [property: Required, StringLength(64)] string Code,
        [property: Range(0, 100)] int Originals = 0,
        [property: Range(0, 100)] int Copies = 0,
        [property: RegularExpression("[0-9a-f]{64}")] string? FileSha256 = null
    );

    /// <summary>What holds now.</summary>
    public sealed record Received(
        Guid Id,
        int Status,
        bool Complete,
        IReadOnlyList<string> Missing,
        DateTimeOffset? DueAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/supplements", Handle)
            .WithName(nameof(ReceiveSupplement))
            .RequireAssurance(Assurance.High)
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static async Task<Results<Ok<Received>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        IfMatch version,
        Desk desk,
        DossiersDb db,
        Rules rules,
        IOutbox outbox,
        IDeadlines deadlines,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = await desk.ForCitizenOrClerk(id, version, ct);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (await rules.CalendarOf(dossier, ct) is not { } calendar)
            return Refusals
                .NoCalendar.Because(
                    "Chưa nhận được lịch làm việc.",
                    "No working calendar has arrived yet."
                )
                .ToProblem();

        var open = await db
            .Supplements.Of(dossier)
            .Where(supplement => supplement.CompletedAt == null)
            .ToListAsync(ct);
        var since = open.Select(supplement => supplement.RequestedAt)
            .DefaultIfEmpty(desk.Now)
            .Min();
        var came = await db
            .Papers.Of(dossier)
            .Where(paper => paper.ReceivedAt >= since)
            .Select(paper => paper.Code)
            .ToListAsync(ct);
        var missing = open.SelectMany(supplement => supplement.PaperCodes)
            .Except(came)
            .Except(request.Papers.Select(paper => paper.Code))
            .ToList();
        var complete =
            desk.Caller.Kind == CallerKind.Officer && request.Complete is { } said
                ? said
                : missing.Count == 0;
        if (dossier.BringPapers(complete, calendar, found.By, desk.Now) is { } refusal)
            return refusal.ToProblem();

        db.Papers.AddRange(
            request.Papers.Select(paper => new PaperOfDossier
            {
                DossierId = id,
                Code = paper.Code,
                Originals = paper.Originals,
                Copies = paper.Copies,
                FileSha256 = paper.FileSha256,
                ReceivedAt = desk.Now,
            })
        );
        if (complete)
        {
            foreach (var supplement in open)
                supplement.Complete(desk.Now);
        }

        DueWatch.Follow(deadlines, dossier);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Ok(
            new Received(
                dossier.Id,
                dossier.Status,
                complete,
                complete ? [] : missing,
                dossier.LegalDueAt
            )
        );
    }
}
