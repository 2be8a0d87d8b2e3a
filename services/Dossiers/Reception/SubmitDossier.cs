using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Dossiers.Reception;

/// <summary>POST /v1/dossiers — a dossier is handed in: over the counter by a clerk, online or for collection at home by a citizen.</summary>
internal static class SubmitDossier
{
    /// <summary>What is handed in.</summary>
    public sealed record Request(
        Channel Channel,
        [property: Required, RegularExpression(@"\d\.\d{6}")] string ProcedureCode,
        [property: Required, StringLength(64, MinimumLength = 2)] string CompetentAgency,
        Delivery Delivery,
        [property: Length(1, 20)] IReadOnlyList<PartyRequest> Parties,
        [property: MaxLength(100)] IReadOnlyList<PaperRequest> Papers,
        [property: StringLength(64)] string? ReceivedAt = null,
        [property: StringLength(64)] string? HelpedAt = null,
        [property: StringLength(1000)] string? Subject = null,
        Guid? ParentDossierId = null
    ) : IValidatableObject
    {
        /// <summary>There is one applicant, and an address where the post has to go.</summary>
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            var applicants = Parties.Where(party => party.Role == PartyRole.Applicant).ToList();
            if (applicants.Count != 1)
                yield return new ValidationResult(
                    "applicant|Cần đúng một người nộp hồ sơ.|Exactly one applicant is needed.",
                    [nameof(Parties)]
                );
            else if (
                (Channel == Channel.Post || Delivery == Delivery.Post)
                && (applicants[0].Address is null || applicants[0].Phone is null)
            )
                yield return new ValidationResult(
                    "postal-address|Gửi qua bưu điện cần địa chỉ và số điện thoại của người nộp.|Post needs the applicant's address and telephone number.",
                    [nameof(Parties)]
                );
        }
    }

    /// <summary>A paper that is handed in.</summary>
    public sealed record PaperRequest(
        [property: Required, StringLength(64)] string Code,
        [property: Range(0, 100)] int Originals = 0,
        [property: Range(0, 100)] int Copies = 0,
        [property: RegularExpression("[0-9a-f]{64}")] string? FileSha256 = null
    );

    /// <summary>What the citizen holds from now on.</summary>
    public sealed record Submitted(
        Guid Id,
        string RequestCode,
        string LookUpCode,
        int Status,
        string StatusName,
        DateTimeOffset SubmittedAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/", Handle)
            .WithName(nameof(SubmitDossier))
            .RequireAssurance(Assurance.High)
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static async Task<Results<Created<Submitted>, ProblemHttpResult>> Handle(
        Request request,
        Desk desk,
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        IOutbox outbox,
        IConfiguration configuration,
        HttpContext http,
        CancellationToken ct
    )
    {
        var (now, day) = (desk.Now, LegalZone.DateOf(desk.Now));
        var (procedure, closed) = await rules.InForce(request.ProcedureCode, day, ct);
        if (procedure is null)
            return closed!.ToProblem();
        if (RefusesChannel(request.Channel, procedure, day, configuration) is { } wrongChannel)
            return wrongChannel.ToProblem();
        var (places, unknown) = await Places.On(
            rules,
            request.HelpedAt,
            request.ReceivedAt ?? request.CompetentAgency,
            request.CompetentAgency,
            day,
            ct
        );
        if (places is null)
            return unknown!.ToProblem();
        if (await RefusesCaller(request.Channel, places, desk, db, ct) is { } notYours)
            return notYours.ToProblem();
        if (RefusesPapers(request, procedure) is { } wrongPapers)
            return wrongPapers.ToProblem();

        var by = new By(
            desk.Caller.Subject,
            desk.Caller.Kind == CallerKind.Officer ? places.ReceivingAgency : null
        );
        var dossier = Dossier.Submit(
            SealedSubmission.Of(request, procedure, places, desk, sealing),
            RequestCode.New(now),
            LookUpCode.New(),
            by,
            now
        );
        db.Dossiers.Add(dossier);
        db.Parties.AddRange(
            request.Parties.Select(party => Party.Of(dossier, party.ToDetails(), sealing))
        );
        db.Papers.AddRange(
            request.Papers.Select(paper => new PaperOfDossier
            {
                DossierId = dossier.Id,
                Code = paper.Code,
                Originals = paper.Originals,
                Copies = paper.Copies,
                FileSha256 = paper.FileSha256,
                ReceivedAt = now,
            })
        );
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct); // row, history, notice and event, or nothing

        http.SetETag(dossier.Version);
        return TypedResults.Created(
            $"/v1/dossiers/{dossier.Id}",
            new Submitted(
                dossier.Id,
                dossier.RequestCode,
                LookUpCode.Print(dossier.LookUpCode),
                dossier.Status,
                DossierStatus.InVietnamese(dossier.Status),
                now
            )
        );
    }

    private static Refusal? RefusesChannel(
        Channel channel,
        ProcedurePublished procedure,
        DateOnly day,
        IConfiguration configuration
    )
    {
        if (channel == Channel.NationalPortal)
            return Refusals
                .ChannelClosed.Because(
                    "Hồ sơ từ Cổng Dịch vụ công quốc gia đến bằng thông điệp của Cổng.",
                    "Dossiers of the national portal come in through its own messages."
                )
                .At("channel", "channel-closed");
        if (channel != Channel.Online)
            return null;
        if (Places.RegimeOn(day) == Regime.R2)
        {
            var url =
                $"{configuration["NationalPortal:PublicUrl"] ?? "https://dichvucong.gov.vn"}/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc={procedure.ProcedureCode}";
            return Refusals
                .FiledOnNationalPortal.Because(
                    "Từ 01/07/2025, nộp hồ sơ trực tuyến trên Cổng Dịch vụ công quốc gia.",
                    "Since 01/07/2025 online dossiers are filed on the National Public Service Portal."
                )
                .At("channel", "filed-on-national-portal")
                .With("procedureCode", procedure.ProcedureCode)
                .With("procedureName", procedure.Name)
                .With("url", url);
        }

        return procedure.OnlineChannel == false
            ? Refusals
                .ChannelClosed.Because(
                    "Thủ tục này không nhận hồ sơ trực tuyến.",
                    "This procedure is not taken online."
                )
                .At("channel", "channel-closed")
            : null;
    }

    // A clerk writes for whoever stands at the counter of the clerk's own point; a citizen files for themselves.
    private static async Task<Refusal?> RefusesCaller(
        Channel channel,
        Places places,
        Desk desk,
        DossiersDb db,
        CancellationToken ct
    )
    {
        if (desk.Caller.Kind == CallerKind.Citizen)
            return channel == Channel.Counter ? Refusals.NotYours() : null;
        var reach = await Reach.Of(desk.Caller, db, desk.Now, ct);
        return
            desk.Caller.Kind == CallerKind.Officer
            && channel != Channel.Online
            && (
                reach.Has(places.ReceivedAt, OfficerRole.Clerk)
                || reach.Has(places.ReceivingAgency, OfficerRole.Clerk)
            )
            ? null
            : Refusals.NotYours();
    }

    // What is collected at home is counted when it is accepted.
    private static Refusal? RefusesPapers(Request request, ProcedurePublished procedure)
    {
        for (var i = 0; i < request.Papers.Count; i++)
        {
            if (procedure.Papers.All(paper => paper.Code != request.Papers[i].Code))
                return Refusals
                    .UnknownPaper.Because(
                        $"Thủ tục không có giấy tờ “{request.Papers[i].Code}”.",
                        $"The procedure has no paper \"{request.Papers[i].Code}\"."
                    )
                    .At($"papers[{i}].code", "unknown");
        }

        return request.Channel == Channel.Post
            ? null
            : Refusals.MissingPapers(procedure, [.. request.Papers.Select(paper => paper.Code)]);
    }
}
