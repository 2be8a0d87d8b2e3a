using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace HoanKiem.Catalogue.Imports;

/// <summary>The files of an import: a folder on disk, or a ZIP that came over HTTP. Everything or nothing is read.</summary>
internal sealed class CatalogueFiles
{
    /// <summary>Files of which an import consists, with their columns.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Columns = new Dictionary<
        string,
        string[]
    >(StringComparer.Ordinal)
    {
        ["procedures.csv"] =
            "code,name,field,valid_from,valid_to,level_to_2025_06_30,level_from_2025_07_01,limit_value,limit_unit,cut_off,online_channel,online_grade,route,replaced_by,confidence,source".Split(
                ','
            ),
        ["regimes.csv"] =
            "id,name_vi,name_en,valid_from,valid_to,online_intake,forms,forms_from,basis".Split(
                ','
            ),
        ["supplement_rules.csv"] = "applies_to,regime,rule,citizen_days,verified,basis".Split(','),
        ["routes.csv"] =
            "route,step,name,name_en,kind,actor,system_of_record,limit_value,limit_unit,after,optional".Split(
                ','
            ),
        ["papers.csv"] =
            "code,line,name,name_en,originals,copies,required,channels,produced_by".Split(','),
        ["channels.csv"] = "code,channel,limit_value,limit_unit".Split(','),
        ["fees.csv"] =
            "code,fee,name,name_en,unit,amount,after,amount_after,maximum,online_amount,paid_before,status,basis".Split(
                ','
            ),
        ["agencies.csv"] =
            "id,kind,name,unit_code,number_prefix,prefix_status,parent,system_of_record,serves,valid_from,valid_to,assumed".Split(
                ','
            ),
        ["agency_succession.csv"] = "predecessor,successor,effective,extent".Split(','),
        ["calendars.csv"] = "calendar,version,covers_from,covers_to,basis".Split(','),
        ["calendar.csv"] = "version,date,kind,name,confidence".Split(','),
        ["hours.csv"] = "calendar,kind,days,opens,closes,confidence".Split(','),
    };

    // Reference only: nobody computes with them.
    private static readonly HashSet<string> Skipped = ["historic_figures.csv", "online_grades.csv"];
    private const long Largest = 16 * 1024 * 1024;

    private readonly Dictionary<string, IReadOnlyList<Row>> _rows = new(StringComparer.Ordinal);

    private CatalogueFiles(string fingerprint) => Fingerprint = fingerprint;

    /// <summary>SHA-256 over names and contents: the same files are the same import.</summary>
    public string Fingerprint { get; }

    public IReadOnlyList<Row> this[string file] => _rows[file];

    public static async Task<CatalogueFiles> OfFolder(
        string folder,
        ImportReport report,
        CancellationToken ct
    )
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.csv"))
            texts[Path.GetFileName(path)] = await File.ReadAllTextAsync(path, ct);
        return Of(texts, report);
    }

    public static async Task<CatalogueFiles> OfZip(
        Stream body,
        ImportReport report,
        CancellationToken ct
    )
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var copy = new MemoryStream();
            await body.CopyToAsync(copy, ct);
            using var archive = new ZipArchive(copy, ZipArchiveMode.Read);
            var left = Largest;
            foreach (
                var entry in archive.Entries.Where(entry =>
                    entry.Name.EndsWith(".csv", StringComparison.Ordinal)
                )
            )
            {
                // Only what a file says of its own size is known before it is unpacked; the count of what comes out is what holds.
                await using var stream = await entry.OpenAsync(ct);
                var (buffer, unpacked) = (new byte[8192], new MemoryStream());
                for (
                    int read;
                    (read = await stream.ReadAsync(buffer, ct)) > 0;
                    unpacked.Write(buffer, 0, read)
                )
                    if ((left -= read) < 0)
                        throw new InvalidDataException("too large");
                texts[entry.Name] = new UTF8Encoding(false, true).GetString(
                    unpacked.GetBuffer(),
                    0,
                    (int)unpacked.Length
                );
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or DecoderFallbackException)
        {
            report.Add(
                new(
                    "",
                    0,
                    "",
                    "archive",
                    "Không đọc được tệp ZIP, hoặc quá lớn.",
                    "The ZIP cannot be read, or is too large."
                )
            );
        }

        return Of(texts, report);
    }

    private static CatalogueFiles Of(SortedDictionary<string, string> texts, ImportReport report)
    {
        var all = string.Concat(texts.Select(file => $"{file.Key}\n{file.Value}\n"));
        var files = new CatalogueFiles(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))
        );
        foreach (
            var name in texts.Keys.Where(name =>
                !Columns.ContainsKey(name) && !Skipped.Contains(name)
            )
        )
            report.Add(
                new(name, 0, "", "unknown-file", "Không biết tệp này.", "This file is not known.")
            );
        foreach (var (name, columns) in Columns)
        {
            if (!texts.TryGetValue(name, out var text))
                report.Add(
                    new(name, 0, "", "missing-file", "Thiếu tệp này.", "This file is missing.")
                );
            files._rows[name] = text is null ? [] : CsvText.Read(name, text, columns, report);
        }

        return files;
    }
}
