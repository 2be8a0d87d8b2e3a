using System.Security.Cryptography;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Reception;

/// <summary>POST /v1/dossiers/{id}/documents — attaches a file, at most 20 MB, as the body of the request. Its bytes are kept once, under their SHA-256.</summary>
internal static class AttachDocument
{
    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    /// <summary>Content types that are taken; each is checked by its first bytes.</summary>
    private static readonly Dictionary<string, byte[]> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application/pdf"] = "%PDF-"u8.ToArray(),
        ["image/jpeg"] = [0xFF, 0xD8, 0xFF],
        ["image/png"] = [0x89, 0x50, 0x4E, 0x47],
    };

    /// <summary>The file as it is kept.</summary>
    public sealed record Attached(Guid DocumentId, string Sha256, long Size, string ContentType);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/documents", Handle)
            .WithName(nameof(AttachDocument))
            .RequireAssurance(Assurance.High)
            .Accepts<byte[]>("application/pdf", "image/jpeg", "image/png")
            .ProducesProblem(404)
            .RequireIdempotencyKey()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes));

    private static async Task<Results<Created<Attached>, ProblemHttpResult>> Handle(
        Guid id,
        string? paper,
        Desk desk,
        DossiersDb db,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (await desk.Visible(id, ct) is not { } dossier)
            return Problems.Missing().ToProblem();
        if (
            desk.Caller.Kind == CallerKind.Officer
            && await desk.ForOfficer(id, default, ct, OfficerRole.Clerk, OfficerRole.Specialist)
                is { Refusal: { } notYours }
        )
            return notYours.ToProblem();
        var type = http.Request.ContentType?.Split(';')[0].Trim() ?? "";
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, ct);
        var content = buffer.ToArray();
        if (!Taken.TryGetValue(type, out var beginning) || !content.AsSpan().StartsWith(beginning))
            return Problems
                .UnsupportedContentType.Because(
                    "Chỉ nhận tệp PDF, JPEG hoặc PNG đúng định dạng.",
                    "PDF, JPEG or PNG only, and the content must be what its type says."
                )
                .ToProblem();

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        await db.Database.ExecuteSqlAsync(
            $"insert into blob (sha256, content) values ({sha256}, {content}) on conflict do nothing",
            ct
        );
        var document = new Document
        {
            DossierId = id,
            PaperCode = paper,
            Sha256 = sha256,
            ContentType = type.ToLowerInvariant(),
            Size = content.Length,
            AttachedBy = desk.Caller.Subject,
            AttachedAt = desk.Now,
        };
        db.Documents.Add(document);
        dossier.Trace(
            "documentAttached",
            new By(desk.Caller.Subject),
            desk.Now,
            new("Đính kèm tệp.", "A file was attached.")
        );
        await db.SaveChangesAsync(ct);
        return TypedResults.Created(
            $"/v1/dossiers/{id}/documents/{document.Id}",
            new Attached(document.Id, sha256, content.Length, document.ContentType)
        );
    }
}
