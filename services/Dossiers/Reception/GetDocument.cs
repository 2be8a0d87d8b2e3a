using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Reception;

/// <summary>GET /v1/dossiers/{id}/documents/{documentId} — the bytes of an attached file.</summary>
internal static class GetDocument
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{id:guid}/documents/{documentId:guid}", Handle)
            .WithName(nameof(GetDocument))
            .RequireAssurance(Assurance.High)
            .ProducesProblem(404);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Handle(
        Guid id,
        Guid documentId,
        Desk desk,
        DossiersDb db,
        AuditTrail trail,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (await desk.Seen(id, ct) is not { } dossier)
            return Problems.Missing().ToProblem();
        var document = await db
            .Documents.AsNoTracking()
            .Of(dossier)
            .SingleOrDefaultAsync(document => document.Id == documentId, ct);
        if (document is null)
            return Problems.Missing().ToProblem();
        trail.Shows(dossier);
        var content = await db.Blobs.Of(document).Select(blob => blob.Content).SingleAsync(ct);
        // Whatever a citizen uploads is shown as a download and never sniffed into something else.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(
            content,
            document.ContentType,
            $"{document.Sha256[..16]}{Extension(document.ContentType)}"
        );
    }

    private static string Extension(string contentType) =>
        contentType switch
        {
            "application/pdf" => ".pdf",
            "image/png" => ".png",
            _ => ".jpg",
        };
}
