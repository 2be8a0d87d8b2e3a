using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>
/// POST /v1/data-requests/{id}/answer — a leader of the agency grants or refuses what a person asks about their data. What is granted is
/// done in the same commit: the data can be read, is put right or is gone.
/// </summary>
internal static class AnswerDataRequest
{
    /// <summary>The answer; a refusal has a reason.</summary>
    public sealed record Request(
        [property: Required] bool? Granted,
        [property: RegularExpression("[a-z0-9-]{2,64}")] string? ReasonCode = null,
        [property: StringLength(1000, MinimumLength = 1)] string? Explanation = null
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/answer", Handle)
            .WithName(nameof(AnswerDataRequest))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static async Task<Results<Ok<DataRequestLine>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        Desk desk,
        DossiersDb db,
        Sealing sealing,
        IOutbox outbox,
        IDeadlines deadlines,
        CancellationToken ct
    )
    {
        var reach = await desk.Reach(ct);
        if (
            await db.DataRequests.Visible(reach).SingleOrDefaultAsync(one => one.Id == id, ct)
            is not { } asked
        )
            return Problems.Missing().ToProblem();
        var found = await desk.ForOfficer(asked.DossierId, default, ct, OfficerRole.Leader);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (!reach.Has(asked.Agency, OfficerRole.Leader))
            return Refusals.NotYours().ToProblem();
        if (request is { Granted: false, ReasonCode: null })
            return Problems
                .Invalid("reasonCode", "required", "Nêu lý do từ chối.", "Say why it is refused.")
                .ToProblem();

        var (granted, by) = (request.Granted == true, new By(desk.Caller.Subject, asked.Agency));
        var explanation =
            request.Explanation is { } text && !dossier.IsErased
                ? sealing.Seal(dossier.Id, dossier.DataKey, text)
                : null;
        if (
            asked.Answer(granted, granted ? null : request.ReasonCode, explanation, by, desk.Now) is
            { } answered
        )
            return answered.ToProblem();
        if (granted && await Do(asked, dossier, by, desk, db, sealing, deadlines, ct) is { } no)
            return no.ToProblem();
        dossier.AnswerAboutData(asked, by, desk.Now);
        deadlines.Clear(DataRequest.Until, asked.Id.ToString());
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(DataRequestLine.Of(asked, desk.Now));
    }

    private static async Task<Refusal?> Do(
        DataRequest asked,
        Dossier dossier,
        By by,
        Desk desk,
        DossiersDb db,
        Sealing sealing,
        IDeadlines deadlines,
        CancellationToken ct
    )
    {
        if (dossier.IsErased)
            return Refusals.Erased();
        if (asked.Kind == DataRequestKind.Erasure)
        {
            if (dossier.Erase(by, desk.Now) is { } refusal)
                return refusal;
            await EraseDossier.Forget(dossier, db, deadlines, desk.Now, ct);
        }

        if (asked.Kind == DataRequestKind.Correction)
        {
            var wish = JsonSerializer.Deserialize<CorrectionWish>(
                sealing.Open(dossier.Id, asked.SealedCorrection!),
                JsonSerializerOptions.Web
            )!;
            var party = await db
                .Parties.Of(dossier)
                .SingleAsync(party => party.Id == wish.PartyId, ct);
            dossier.Correct(party, wish, sealing, by, desk.Now);
        }

        return null;
    }
}
