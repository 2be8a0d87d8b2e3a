using HoanKiem.Access;
using HoanKiem.Dossiers.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>What lies in a dossier: a paper that was handed in, or a file.</summary>
internal sealed record Enclosure(
    Guid Id,
    bool IsPaper,
    string? Code,
    int Originals,
    int Copies,
    DateTimeOffset At,
    string ContentType,
    long Size,
    string Sha256
)
{
    /// <summary>Both short lists in one query, each in the order in which they came.</summary>
    public static Task<List<Enclosure>> Of(Dossier dossier, DossiersDb db, CancellationToken ct) =>
        db
            .Papers.Of(dossier)
            .Select(paper => new
            {
                paper.Id,
                IsPaper = true,
                Code = (string?)paper.Code,
                paper.Originals,
                paper.Copies,
                At = paper.ReceivedAt,
                ContentType = "",
                Size = 0L,
                Sha256 = "",
            })
            .Concat(
                db.Documents.Of(dossier)
                    .Select(document => new
                    {
                        document.Id,
                        IsPaper = false,
                        Code = document.PaperCode,
                        Originals = 0,
                        Copies = 0,
                        At = document.AttachedAt,
                        document.ContentType,
                        document.Size,
                        document.Sha256,
                    })
            )
            .OrderBy(one => one.Id)
            .Select(one => new Enclosure(
                one.Id,
                one.IsPaper,
                one.Code,
                one.Originals,
                one.Copies,
                one.At,
                one.ContentType,
                one.Size,
                one.Sha256
            ))
            .ToListAsync(ct);
}
