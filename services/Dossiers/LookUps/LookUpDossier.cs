using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Edges;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.LookUps;

/// <summary>
/// POST /v1/look-ups — where is it, who holds it, what does it wait for, how long is left. With the secret code everything the citizen
/// may see; with the number alone only how far it is (Thông tư 01/2018, Điều 16). Codes travel in the body, never in an address.
/// </summary>
internal static class LookUpDossier
{
    /// <summary>Either the look-up code or the dossier number.</summary>
    public sealed record Request(
        [property: StringLength(24)] string? Code = null,
        [property: StringLength(64)] string? Number = null
    ) : IValidatableObject
    {
        /// <summary>One of the two.</summary>
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if ((Code is null) == (Number is null))
                yield return new ValidationResult(
                    "one-of|Gửi mã tra cứu hoặc mã hồ sơ, một trong hai.|Send the look-up code or the number, one of the two.",
                    [nameof(Code)]
                );
        }
    }

    /// <summary>How far it is, and with the code all the rest.</summary>
    public sealed record Answer(
        int Status,
        string StatusName,
        string StatusNameEn,
        Degree Degree,
        CitizensView? Dossier
    );

    /// <summary>Degree of completion.</summary>
    public sealed record Degree(int Step, int Of, bool Over);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/look-ups", Handle)
            .WithName(nameof(LookUpDossier))
            .WithTags("LookUps")
            .AllowAnonymous()
            .ProducesProblem(404);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Request request,
        Asking asking,
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        Guesses guesses,
        AuditTrail trail,
        BusinessClock clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var code = request.Code is null ? null : LookUpCode.Read(request.Code);
        var number = request.Number?.Trim();
        if (
            guesses.Begin(http, code?[..(LookUpCode.Length / 2)] ?? number, out var guess) is { } no
        )
            return no.ToProblem();
        using var looking = guess!;
        // A code that cannot be one takes the same way as one that is not there.
        var holder = request.Code is null
            ? asking.WhoKnows(number ?? "")
            : asking.HolderOf(code ?? "");
        var dossier = await db
            .Dossiers.AsNoTracking()
            .Visible(await Reach.Of(holder, db, clock.GetUtcNow(), ct))
            .SingleOrDefaultAsync(
                dossier =>
                    request.Code != null
                        ? dossier.LookUpCode == (code ?? "")
                        : dossier.Number == number,
                ct
            );
        // Numbers are counted up, so even those that are right are counted.
        if (dossier is null || request.Code is null)
            await looking.Missed();
        if (dossier is null)
            return Refusals
                .NothingFound.Because(
                    "Kiểm tra lại mã tra cứu hoặc mã hồ sơ.",
                    "Check the look-up code or the number."
                )
                .ToProblem();
        trail.Shows(dossier);
        var whole = request.Code is null
            ? null
            : await CitizensView.Of(dossier, db, rules, sealing, clock.GetUtcNow(), ct);
        return TypedResults.Ok(
            new Answer(
                dossier.Status,
                DossierStatus.InVietnamese(dossier.Status),
                DossierStatus.InEnglish(dossier.Status),
                DegreeOf(dossier.Phase),
                whole
            )
        );
    }

    private static Degree DegreeOf(Phase phase) =>
        phase switch
        {
            Phase.Draft => new(0, 5, false),
            Phase.Arrived => new(1, 5, false),
            Phase.Accepted => new(2, 5, false),
            Phase.Processing => new(3, 5, false),
            Phase.Decided => new(4, 5, false),
            _ => new(5, 5, true),
        };
}
