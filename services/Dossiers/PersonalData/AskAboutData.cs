using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.ServiceDefaults.Text;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>
/// POST /v1/dossiers/{id}/data-requests — the person, who holds their mandate, or a clerk for them asks for access to their data in a
/// dossier, for its correction or deletion. The agency answers within two working days (Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP).
/// </summary>
internal static class AskAboutData
{
    /// <summary>What is asked for.</summary>
    public sealed record Request(
        DataRequestKind Kind,
        [property: StringLength(1000, MinimumLength = 1)] string? Wish = null,
        CorrectionWish? Correction = null
    );

    /// <summary>Until when it is answered, and by whom.</summary>
    public sealed record Asked(
        Guid RequestId,
        DataRequestKind Kind,
        string Agency,
        DateTimeOffset AskedAt,
        DateTimeOffset AnswerBy,
        bool DueIsProvisional,
        string Basis
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/data-requests", Handle)
            .WithName(nameof(AskAboutData))
            .RequireAssurance(Assurance.High)
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static async Task<Results<Created<Asked>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        IfMatch version,
        Desk desk,
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        IOptions<IdentifierOptions> identifiers,
        IOutbox outbox,
        IDeadlines deadlines,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = await desk.ForCitizenOrClerk(id, version, ct);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (desk.Caller.Kind == CallerKind.Client)
            return Refusals.NotYours().ToProblem();
        if (dossier.IsErased)
            return Refusals.Erased().ToProblem();
        if (await Refuses(request, dossier, db, identifiers.Value, ct) is { } wrong)
            return wrong.ToProblem();
        if (
            await db
                .DataRequests.Of(dossier)
                .AnyAsync(other => other.AnsweredAt == null && other.Kind == request.Kind, ct)
        )
            return Refusals
                .DataRequestOpen.Because(
                    "Một yêu cầu cùng loại đang chờ trả lời.",
                    "A request of the same kind is waiting for its answer."
                )
                .ToProblem();
        if (await rules.NewestCalendar(ct) is not { } calendar)
            return Refusals
                .NoCalendar.Because(
                    "Chưa nhận được lịch làm việc.",
                    "No working calendar has arrived yet."
                )
                .ToProblem();

        string? Seal(string? text) => text is null ? null : sealing.Seal(id, dossier.DataKey, text);
        var asked = DataRequest.Ask(
            dossier,
            request.Kind,
            Seal(request.Wish),
            Seal(
                request.Correction is null
                    ? null
                    : JsonSerializer.Serialize(request.Correction, JsonSerializerOptions.Web)
            ),
            Duty.DataAnswer(calendar, desk.Now),
            found.By,
            desk.Now
        );
        db.DataRequests.Add(asked);
        dossier.AskAboutData(asked, found.By);
        deadlines.Set(DataRequest.Until, asked.Id.ToString(), asked.LateFrom);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Created(
            $"/v1/data-requests/{asked.Id}",
            new Asked(
                asked.Id,
                asked.Kind,
                asked.Agency,
                asked.AskedAt,
                asked.AnswerBy,
                asked.DueIsProvisional,
                Law.Cite(Law.DataProtection)
            )
        );
    }

    private static async Task<Refusal?> Refuses(
        Request request,
        Dossier dossier,
        DossiersDb db,
        IdentifierOptions identifiers,
        CancellationToken ct
    )
    {
        if (request.Kind != DataRequestKind.Correction)
            return request.Correction is null
                ? null
                : Problems.Invalid(
                    "correction",
                    "not-asked-for",
                    "Chỉ nêu nội dung chỉnh sửa khi yêu cầu chỉnh sửa.",
                    "Say what is to be put right only when a correction is asked for."
                );
        if (request.Correction is not { } wish || wish.Members().Count == 0)
            return Problems.Invalid(
                "correction",
                "required",
                "Nêu dữ liệu cần chỉnh sửa và nội dung đúng.",
                "Say what is wrong and how it should read."
            );
        if (
            await db
                .Parties.AsNoTracking()
                .Of(dossier)
                .SingleOrDefaultAsync(party => party.Id == wish.PartyId, ct)
            is not { } party
        )
            return Problems.Invalid(
                "correction.partyId",
                "unknown",
                "Hồ sơ không có người này.",
                "There is no such party in the dossier."
            );
        return
            wish.Number is { } number
            && !PartyRequest.Fits(party.IdentityKind, number, identifiers.AllowTestNumbers)
            ? Problems.Invalid(
                "correction.number",
                "identity-number",
                "Số giấy tờ không thể có với loại giấy tờ này.",
                "There can be no such number of this kind."
            )
            : null;
    }
}
