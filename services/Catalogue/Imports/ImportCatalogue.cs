using HoanKiem.Catalogue.Persistence;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HoanKiem.Catalogue.Imports;

/// <summary>
/// POST /v1/imports — an administrator sends the catalogue's files as one ZIP. Every row is checked first; one bad row
/// and nothing is imported. The same files again change nothing and tell nothing.
/// </summary>
internal static class ImportCatalogue
{
    private const long Largest = 8 * 1024 * 1024;

    /// <param name="Fingerprint">SHA-256 of the files.</param>
    /// <param name="Agencies">Agencies and successions that changed.</param>
    /// <param name="Calendars">Editions of calendars published.</param>
    /// <param name="Procedures">Versions of procedures published, changed or withdrawn.</param>
    public sealed record Response(string Fingerprint, int Agencies, int Calendars, int Procedures);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/imports", Handle)
            .WithName(nameof(ImportCatalogue))
            .WithSummary("Import the catalogue's files, all or nothing")
            .WithMetadata(new RequestSizeLimitAttribute(Largest))
            .Accepts<Stream>("application/zip")
            .RequireIdempotencyKey()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        Stream body,
        CatalogueImport import,
        CatalogueDb db,
        CancellationToken ct
    )
    {
        var report = new ImportReport();
        var files = await CatalogueFiles.OfZip(body, report, ct);
        if (await import.Apply(files, report, ct) is not { } run)
            return report.ToRefusal().ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(
            new Response(run.Fingerprint, run.Agencies, run.Calendars, run.Procedures)
        );
    }
}
