using System.Security.Claims;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Reception;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>
/// POST /v1/national-portal/dossiers — the National Public Service Portal (Cổng Dịch vụ công quốc gia) hands over a dossier that a citizen
/// filed there, signed after Standard Webhooks. The portal's code is the key: the same message gets the same answer, however often it comes.
/// </summary>
internal static class TakeFromNationalPortal
{
    /// <summary>What the portal gets to know.</summary>
    public sealed record Taken(Guid Id, string RequestCode);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/dossiers", Handle)
            .WithName(nameof(TakeFromNationalPortal))
            .Accepts<object>("application/json")
            .ProducesProblem(400)
            .ProducesProblem(401)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422);

    private static async Task<Results<Created<Taken>, Ok<Taken>, ProblemHttpResult>> Handle(
        HttpContext http,
        IOptions<PortalOptions> options,
        TimeProvider system,
        CancellationToken ct
    )
    {
        if (!http.Request.HasJsonContentType())
            return Problems
                .UnsupportedContentType.Because("Gửi application/json.", "Send application/json.")
                .ToProblem();
        if (await Body(http.Request, ct) is not { } body)
            return Problems.BodyTooLarge.Because("Nhiều nhất 20 kB.", "At most 20 kB.").ToProblem();
        if (
            WebhookSignature.Verify(
                options.Value.WebhookSecret,
                http.Request.Headers,
                body,
                system.GetUtcNow()
            ) is
            { } untrusted
        )
            return untrusted.ToProblem();

        // A good signature is the portal's sign-in. Only then may anything ask who the caller is, the database's row-level security
        // first of all; that is why nothing below is a parameter.
        http.User = new ClaimsPrincipal(
            new ClaimsIdentity(
                [
                    new Claim(TokenClaims.Subject, ResourceNames.NationalPortal),
                    new Claim(TokenClaims.Kind, "client"),
                ],
                "signature"
            )
        );
        var services = http.RequestServices;
        var message = PortalDossier.Read(body);
        var (request, wrong) = message.ToRequest(services);
        if (request is null)
            return wrong!.ToProblem();

        var db = services.GetRequiredService<DossiersDb>();
        var reach = await services.GetRequiredService<Desk>().Reach(ct);
        var fingerprint = services
            .GetRequiredService<Sealing>()
            .BlindIndex("national-portal", message.Canonical());
        if (await Known(db, reach, message.MaHoSo, fingerprint, ct) is { } known)
            return Again(known);
        var (dossier, refusal) = await Take(message, request, services, ct);
        if (dossier is null)
            return refusal!.ToProblem();

        db.PortalMessages.Add(
            new PortalMessage
            {
                Code = message.MaHoSo,
                Fingerprint = fingerprint,
                DossierId = dossier.Id,
                RequestCode = dossier.RequestCode,
                TakenAt = system.GetUtcNow(),
            }
        );
        try
        {
            await db.SaveChangesAsync(ct); // row, history, key and event, or nothing
        }
        catch (DbUpdateException fault)
            when (fault.InnerException is PostgresException { SqlState: "23505" })
        {
            // The same message came twice at the same moment: the other one has it.
            db.ChangeTracker.Clear();
            if (await Known(db, reach, message.MaHoSo, fingerprint, ct) is not { } other)
                throw;
            return Again(other);
        }

        return TypedResults.Created(
            $"/v1/dossiers/{dossier.Id}",
            new Taken(dossier.Id, dossier.RequestCode)
        );
    }

    private static async Task<(Taken? Taken, Refusal? Refusal)?> Known(
        DossiersDb db,
        Reach reach,
        string code,
        string fingerprint,
        CancellationToken ct
    )
    {
        var known = await db
            .PortalMessages.AsNoTracking()
            .Visible(reach)
            .SingleOrDefaultAsync(message => message.Code == code, ct);
        return known is null ? null
            : known.Fingerprint == fingerprint
                ? (new Taken(known.DossierId, known.RequestCode), null)
            : (
                null,
                Problems
                    .KeyReused.Because(
                        "Mã hồ sơ này đã được gửi với nội dung khác.",
                        "This dossier was handed over before with other content."
                    )
                    .At(nameof(PortalDossier.MaHoSo), "reused")
            );
    }

    private static Results<Created<Taken>, Ok<Taken>, ProblemHttpResult> Again(
        (Taken? Taken, Refusal? Refusal) known
    ) => known.Taken is { } taken ? TypedResults.Ok(taken) : known.Refusal!.ToProblem();

    // Papers that are missing are no reason to send the portal away: a clerk asks the citizen for them.
    private static async Task<(Dossier? Dossier, Refusal? Refusal)> Take(
        PortalDossier message,
        SubmitDossier.Request request,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<DossiersDb>();
        var desk = services.GetRequiredService<Desk>();
        var sealing = services.GetRequiredService<Sealing>();
        var (today, filed) = (LegalZone.DateOf(desk.Now), message.FiledAt()!.Value);
        if (
            Places.RegimeOn(today) != Regime.R2
            || Places.RegimeOn(LegalZone.DateOf(filed)) != Regime.R2
        )
            return (null, PortalRefusals.TooEarly());
        // Filed when the portal says so, but never in the future: the portal's clock is not ours.
        var at = filed < desk.Now ? filed : desk.Now;
        var rules = services.GetRequiredService<Rules>();
        var (procedure, closed) = await rules.InForce(
            request.ProcedureCode,
            LegalZone.DateOf(at),
            ct
        );
        if (procedure is null)
            return (null, PortalRefusals.InTheirNames(closed!));
        var (places, unknown) = await Places.On(
            rules,
            null,
            request.ReceivedAt!,
            request.CompetentAgency,
            today,
            ct
        );
        if (places is null)
            return (null, PortalRefusals.InTheirNames(unknown!));
        if (PortalRefusals.UnknownPaper(message, procedure) is { } unknownPaper)
            return (null, unknownPaper);

        var dossier = Dossier.Submit(
            SealedSubmission.Of(request, procedure, places, desk, sealing) with
            {
                ExternalCode = message.MaHoSo,
            },
            RequestCode.New(at),
            LookUpCode.New(),
            By.Service(ResourceNames.NationalPortal),
            at
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
                Copies = paper.Copies,
                ReceivedAt = at,
            })
        );
        dossier.Tell(services.GetRequiredService<IOutbox>());
        return (dossier, null);
    }

    private static async Task<byte[]?> Body(HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct); // never more than the server takes
        return body.Length > WebhookSignature.MaxBody ? null : body.ToArray();
    }
}
