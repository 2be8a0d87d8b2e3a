using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>GET /v1/data-requests/{id} — a request with what was said in it, for the person and for the agencies of the dossier.</summary>
internal static class GetDataRequest
{
    /// <summary>The request; what was said is gone when the data was erased.</summary>
    /// <param name="Request">As it stands.</param>
    /// <param name="Wish">What the person said.</param>
    /// <param name="Correction">What is to be put right; masked for whoever does not need the numbers.</param>
    /// <param name="Explanation">What the person was told.</param>
    public sealed record Answer(
        DataRequestLine Request,
        string? Wish,
        CorrectionWish? Correction,
        string? Explanation
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id:guid}", Handle).WithName(nameof(GetDataRequest)).ProducesProblem(404);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid id,
        Desk desk,
        DossiersDb db,
        Sealing sealing,
        AuditTrail trail,
        CancellationToken ct
    )
    {
        var reach = await desk.Reach(ct);
        if (
            await db
                .DataRequests.AsNoTracking()
                .Visible(reach)
                .SingleOrDefaultAsync(request => request.Id == id, ct)
                is not { } request
            || await desk.Seen(request.DossierId, ct) is not { } dossier
        )
            return Problems.Missing().ToProblem();
        trail.Shows(dossier);
        string? Open(string? text) => text is null ? null : sealing.Open(request.DossierId, text);
        var wish = Open(request.SealedCorrection) is { } json
            ? JsonSerializer.Deserialize<CorrectionWish>(json, JsonSerializerOptions.Web)
            : null;
        // Whoever decides whether it is right has to see it whole.
        var mask = reach.Has(request.Agency, Contracts.OfficerRole.Leader)
            ? default
            : Mask.For(reach, dossier);
        return TypedResults.Ok(
            new Answer(
                DataRequestLine.Of(request, desk.Now),
                Open(request.SealedWish),
                wish is null
                    ? null
                    : wish with
                    {
                        Number = mask.Over(wish.Number),
                        Phone = mask.Over(wish.Phone),
                        Email = mask.Hide(wish.Email),
                        Address = mask.Hide(wish.Address),
                        BirthDate = mask.IsOn ? null : wish.BirthDate,
                    },
                Open(request.SealedExplanation)
            )
        );
    }
}
