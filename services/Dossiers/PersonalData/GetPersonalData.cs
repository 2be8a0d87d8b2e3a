using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Notices;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>
/// GET /v1/data-requests/{id}/data — what access was granted to: everything personal that is kept in the dossier, what it was used for and
/// who looked last. For the person and who holds their mandate.
/// </summary>
internal static class GetPersonalData
{
    private const int Looks = 200;

    /// <summary>The answer to a request for access.</summary>
    /// <param name="RequestId">The request.</param>
    /// <param name="DossierId">The dossier.</param>
    /// <param name="Erased">The data was destroyed since.</param>
    /// <param name="Parties">People and bodies in it.</param>
    /// <param name="Subject">What was asked for, in the citizen's words.</param>
    /// <param name="Contact">Where notices go.</param>
    /// <param name="Files">Files that are kept.</param>
    /// <param name="UsedFor">What it was used for, all in all.</param>
    /// <param name="Looked">Who looked, the last 200; all of them are in <c>/v1/dossiers/{id}/uses</c>.</param>
    public sealed record Answer(
        Guid RequestId,
        Guid DossierId,
        bool Erased,
        IReadOnlyList<Person> Parties,
        string? Subject,
        Contact Contact,
        IReadOnlyList<File> Files,
        IReadOnlyList<UsedFor> UsedFor,
        IReadOnlyList<Use> Looked
    );

    /// <summary>A party, with everything that is kept of it.</summary>
    public sealed record Person(
        Guid PartyId,
        PartyRole Role,
        IdentityKind IdentityKind,
        string Name,
        string? Number,
        string? NoNumberReason,
        string? Phone,
        string? Email,
        string? Address,
        string? BirthDate
    );

    /// <summary>How notices reach the citizen, and how many were written.</summary>
    public sealed record Contact(NoticeChannel Channel, string? Address, int Notices);

    /// <summary>A file; it is fetched from the dossier.</summary>
    public sealed record File(
        Guid DocumentId,
        string? PaperCode,
        string ContentType,
        long Size,
        DateTimeOffset AttachedAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{id:guid}/data", Handle)
            .WithName(nameof(GetPersonalData))
            .RequireCaller(CallerKind.Citizen)
            .RequireAssurance(Assurance.High)
            .ProducesProblem(404)
            .ProducesProblem(422);

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
        if (request is not { Kind: DataRequestKind.Access, Granted: true })
            return Refusals
                .AccessNotGranted.Because(
                    "Cơ quan chưa chấp thuận yêu cầu truy cập này.",
                    "The agency has not granted this request for access."
                )
                .ToProblem();
        trail.Shows(dossier);
        string? Open(string? text) => text is null ? null : sealing.Open(dossier.Id, text);
        var parties = await db
            .Parties.AsNoTracking()
            .Of(dossier)
            .OrderBy(party => party.Id)
            .ToListAsync(ct);
        var files = await db
            .Documents.AsNoTracking()
            .Of(dossier)
            .OrderBy(file => file.Id)
            .ToListAsync(ct);
        var looks = await Uses.PageAsync(db, reach, dossier.Id, null, Looks, ct);
        return TypedResults.Ok(
            new Answer(
                id,
                dossier.Id,
                dossier.IsErased,
                [
                    .. parties.Select(party => new Person(
                        party.Id,
                        party.Role,
                        party.IdentityKind,
                        party.Name,
                        Open(party.SealedNumber),
                        party.NoNumberReason,
                        Open(party.SealedPhone),
                        Open(party.SealedEmail),
                        Open(party.SealedAddress),
                        Open(party.SealedBirthDate)
                    )),
                ],
                Open(dossier.SealedSubject),
                new Contact(
                    dossier.ContactChannel,
                    Open(dossier.SealedContact),
                    await db.Notices.Of(dossier).CountAsync(ct)
                ),
                [
                    .. files.Select(file => new File(
                        file.Id,
                        file.PaperCode,
                        file.ContentType,
                        file.Size,
                        file.AttachedAt
                    )),
                ],
                await Uses.CountAsync(db, reach, dossier.Id, ct),
                looks!.Items
            )
        );
    }
}
