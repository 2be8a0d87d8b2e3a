using System.Text;
using HoanKiem.ServiceDefaults.Text;

namespace HoanKiem.Catalogue.Imports;

/// <summary>Something wrong in a file: where, and what in both languages.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Line, from 1; 0 for the file as a whole.</param>
/// <param name="Member">Column.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Vi">Vietnamese.</param>
/// <param name="En">English.</param>
internal sealed record ImportProblem(
    string File,
    int Line,
    string Member,
    string Code,
    string Vi,
    string En
);

/// <summary>Reads comma-separated text (RFC 4180, UTF-8, NFC, a header line) into rows that know their line.</summary>
internal static class CsvText
{
    public static IReadOnlyList<Row> Read(
        string file,
        string text,
        IReadOnlyList<string> columns,
        ImportReport report
    )
    {
        var records = Split(text.TrimStart('\ufeff'));
        if (records.Count == 0 || !records[0].Cells.SequenceEqual(columns))
        {
            report.Add(
                new(
                    file,
                    1,
                    "",
                    "columns",
                    $"Cần đúng các cột: {string.Join(",", columns)}.",
                    $"The columns must be: {string.Join(",", columns)}."
                )
            );
            return [];
        }

        var rows = new List<Row>();
        foreach (var (line, cells) in records.Skip(1))
        {
            if (cells.Count != columns.Count)
                report.Add(
                    new(
                        file,
                        line,
                        "",
                        "cells",
                        $"Có {cells.Count} ô, cần {columns.Count}.",
                        $"{cells.Count} cells where {columns.Count} are needed."
                    )
                );
            else if (cells.FindIndex(cell => !CleanText.Is(cell)) is >= 0 and var bad)
                report.Add(
                    new(
                        file,
                        line,
                        columns[bad],
                        "invalid-text",
                        "Văn bản phải ở dạng NFC, không có ký tự điều khiển.",
                        "The text must be NFC and free of control characters."
                    )
                );
            else
                rows.Add(
                    new Row(
                        file,
                        line,
                        columns
                            .Zip(cells)
                            .ToDictionary(
                                pair => pair.First,
                                pair => pair.Second.Trim(),
                                StringComparer.Ordinal
                            ),
                        report
                    )
                );
        }

        return rows;
    }

    private static List<(int Line, List<string> Cells)> Split(string text)
    {
        var records = new List<(int, List<string>)>();
        var (cells, cell, quoted, line, start) = (
            new List<string>(),
            new StringBuilder(),
            false,
            1,
            1
        );
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
                line++;
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
                quoted = !quoted;
            else if (!quoted && c is ',' or '\n' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                    (cells, start) = (End(records, start, cells), line);
            }
            else if (quoted || c != '\r')
                cell.Append(c);
        }

        cells.Add(cell.ToString());
        End(records, start, cells);
        return records;
    }

    private static List<string> End(List<(int, List<string>)> records, int line, List<string> cells)
    {
        if (cells.Count > 1 || cells[0].Length > 0)
            records.Add((line, cells));
        return [];
    }
}
