using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Dossiers.Reception;

/// <summary>GET /v1/dossiers/{id}/receipt.pdf — the receipt with the due date (Mẫu 01) on A5, ready to print and sign.</summary>
internal static class PrintReceipt
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{id:guid}/receipt.pdf", Handle)
            .WithName(nameof(PrintReceipt))
            .Produces<byte[]>(200, "application/pdf")
            .ProducesProblem(404)
            .ProducesProblem(422);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Handle(
        Guid id,
        Desk desk,
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        AuditTrail trail,
        IConfiguration configuration,
        HttpContext http,
        CancellationToken ct
    )
    {
        var (receipt, refusal) = await GetReceipt.Read(
            id,
            desk,
            db,
            rules,
            sealing,
            trail,
            configuration,
            ct
        );
        if (receipt is null)
            return refusal!.ToProblem();
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(
            ReceiptPdf.Draw(receipt),
            "application/pdf",
            receipt.Number + ".pdf"
        );
    }
}
