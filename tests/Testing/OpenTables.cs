using System.Runtime.CompilerServices;
using Npgsql;

namespace HoanKiem.Testing;

/// <summary>
/// Tables and views of which no policy speaks: data of the catalogue, counts, the machinery of messaging. A new table comes under row-level security
/// by saying its <c>Ways</c>, or into <c>Approved/open-tables.txt</c> with a reason that somebody has read.
/// </summary>
internal static class OpenTables
{
    public static async Task Check(string service, string connectionString)
    {
        var open = await Read(connectionString);
        var approved = Approved(service, messaging: open.Contains("event_log"));
        var news = open.Except(approved).ToList();
        if (news.Count > 0)
            throw new InvalidOperationException(
                $"These tables of {service} are neither under forced row-level security nor approved: {string.Join(", ", news)}."
            );
        var gone = approved.Except(open).ToList();
        if (gone.Count > 0)
            throw new InvalidOperationException(
                $"These tables of {service} are approved and not there, or not open any more: {string.Join(", ", gone)}."
            );
    }

    private static List<string> Approved(string service, bool messaging) =>
        [
            .. File.ReadAllLines(Path.Combine(Folder(), "Approved", "open-tables.txt"))
                .Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries))
                .Where(cells =>
                    cells is [var of, _, _]
                    && (of == service || of == "every" || (of == "messaging" && messaging))
                )
                .Select(cells => cells[1]),
        ];

    private static async Task<List<string>> Read(string connectionString)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select relname from pg_class -- a view is read with the rights of its owner, whatever the policies of its tables say
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and not relispartition
                and not (relrowsecurity and relforcerowsecurity)
            order by 1
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
            tables.Add(reader.GetString(0));
        return tables;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
