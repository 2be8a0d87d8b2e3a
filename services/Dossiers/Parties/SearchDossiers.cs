using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Parties;

/// <summary>
/// POST /v1/dossiers/searches — dossiers of a person within the officer's reach, newest first: by identity number or telephone (equal), or by a part
/// of a name, with or without accents. In the body, because an address is written down everywhere.
/// </summary>
internal static class SearchDossiers
{
    private const int Most = 50;

    /// <summary>Whom to look for; all that is given has to fit.</summary>
    public sealed record Request(
        [property: StringLength(200, MinimumLength = 3)] string? Name = null,
        [property: StringLength(32, MinimumLength = 5)] string? IdentityNumber = null,
        [property: VietnamesePhone] string? Phone = null
    );

    /// <summary>A dossier, and the name under which it was found.</summary>
    public sealed record Line(
        Guid Id,
        string RequestCode,
        string? Number,
        string Name,
        PartyRole Role,
        string ProcedureCode,
        int Status,
        string StatusName,
        DateTimeOffset SubmittedAt
    );

    /// <summary>At most 50; there are more when it says so, and then the question has to be narrower.</summary>
    public sealed record Answer(IReadOnlyList<Line> Items, bool More);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/searches", Handle)
            .WithName(nameof(SearchDossiers))
            .OnlyReads()
            .RequireCaller(CallerKind.Officer);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Request request,
        Desk desk,
        DossiersDb db,
        Sealing sealing,
        AuditTrail trail,
        CancellationToken ct
    )
    {
        if (request is { Name: null, IdentityNumber: null, Phone: null })
            return Problems
                .Invalid(
                    "name",
                    "required",
                    "Nêu họ tên, số định danh hoặc điện thoại.",
                    "Give a name, an identity number or a phone."
                )
                .ToProblem();
        var found = db.Parties.AsNoTracking().Visible(await desk.Reach(ct));
        if (request.IdentityNumber is { } number)
        {
            var index = sealing.BlindIndex("identity-number", number.Trim());
            found = found.Where(party => party.NumberIndex == index);
        }

        if (request.Phone is { } phone)
        {
            var index = sealing.BlindIndex("phone", PhoneNumber.Normalised(phone) ?? phone);
            found = found.Where(party => party.PhoneIndex == index);
        }

        if (request.Name is { } name)
        {
            var folded = Fold.Of(name);
            found = found.Where(party => party.NameFolded.Contains(folded));
        }

        var rows = await found
            .Join(
                db.Dossiers.Visible(await desk.Reach(ct)),
                party => party.DossierId,
                dossier => dossier.Id,
                (party, dossier) => new { Party = party, Dossier = dossier }
            )
            .OrderByDescending(row => row.Dossier.SubmittedAt)
            .ThenByDescending(row => row.Party.Id)
            .Take(Most + 1)
            .ToListAsync(ct);
        trail.ShowsPage(rows.Take(Most).Select(row => row.Dossier));
        return TypedResults.Ok(
            new Answer(
                [
                    .. rows.Take(Most)
                        .Select(row => new Line(
                            row.Dossier.Id,
                            row.Dossier.RequestCode,
                            row.Dossier.Number,
                            row.Party.Name,
                            row.Party.Role,
                            row.Dossier.ProcedureCode,
                            row.Dossier.Status,
                            DossierStatus.InVietnamese(row.Dossier.Status),
                            row.Dossier.SubmittedAt
                        )),
                ],
                rows.Count > Most
            )
        );
    }
}
