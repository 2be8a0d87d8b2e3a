using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>
/// Baseline: pgbench writes the rows of one intake, each a prepared INSERT, all of them and the commit sent in one pipeline. The rows are
/// taken from the newest dossier of Dossiers' own database, the tables with all their indexes and constraints from its schema.
/// </summary>
internal sealed partial class SameRows
{
    private const string Name = "bench_pgbench";
    private readonly Servers _servers;
    private readonly string _script;
    private readonly IReadOnlyList<string> _tables;

    private SameRows(Servers servers, string script, IReadOnlyList<string> tables) =>
        (_servers, _script, _tables) = (servers, script, tables);

    public string Describe() =>
        $"{_tables.Count} rows per commit ({string.Join(", ", _tables.GroupBy(t => t).Select(t => t.Count() > 1 ? $"{t.Count()} {t.Key}" : t.Key))})";

    public static async Task<SameRows> PrepareAsync(Servers servers, string state)
    {
        var from = new Database(servers.Postgres, ResourceNames.DatabaseOf(ResourceNames.Dossiers));
        var to = await Database.CreateAsync(servers.Postgres, Name);
        var schema = await Child.RunAsync(
            "pg_dump",
            [
                "--schema-only",
                "--no-owner",
                "--no-privileges",
                ResourceNames.DatabaseOf(ResourceNames.Dossiers),
            ],
            servers.ForLibpq
        );
        var file = Path.Combine(state, "schema.sql");
        await File.WriteAllTextAsync(file, schema);
        await Child.RunAsync(
            "psql",
            ["-q", "-v", "ON_ERROR_STOP=1", "-f", file, Name],
            servers.ForLibpq
        );
        // Identities from the client's number and its count, rising as the services' own do.
        await to.ExecuteAsync(
            """
            create function bench_id(client int, n bigint, which int) returns uuid language sql immutable as
            $$ select (lpad(to_hex(n), 12, '0') || '7000' || '8' || lpad(to_hex(client), 7, '0') || lpad(to_hex(which), 8, '0'))::uuid $$
            """
        );

        var dossier = await from.ReadAsync<Guid>("select id from dossier order by id desc limit 1");
        var inserts = new List<(string Table, string Sql)>();
        foreach (var (table, where) in await TablesAsync(from, dossier))
        await foreach (var sql in InsertsAsync(from, table, where, dossier))
            inserts.Add((table, sql));
        // The relay has taken this row away since.
        inserts.Add(
            ("outbox", $"insert into outbox (event_id) values (bench_id(:client_id, :n, 999));")
        );

        var script = Path.Combine(state, "intake.pgbench");
        var text = new StringBuilder("\\set n :n + 1\n\\startpipeline\nbegin;\n");
        foreach (var (_, sql) in inserts)
            text.Append(sql).Append('\n');
        text.Append("commit;\n\\endpipeline\n");
        await File.WriteAllTextAsync(script, text.ToString());
        return new SameRows(servers, script, [.. inserts.Select(insert => insert.Table)]);
    }

    /// <summary>Transactions per second.</summary>
    public async Task<double> RunAsync(int clients, TimeSpan span)
    {
        var database = new Database(_servers.Postgres, Name);
        var first = await database.ReadAsync<long>(
            "select coalesce(max(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint), 0) from dossier"
        );
        var output = await Child.RunAsync(
            "pgbench",
            [
                "-n",
                "-M",
                "prepared",
                "-c",
                $"{clients}",
                "-j",
                "2",
                "-T",
                $"{span.TotalSeconds:F0}",
                "-D",
                $"n={first}",
                "-f",
                _script,
                Name,
            ],
            _servers.ForLibpq
        );
        return double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static async Task<List<(string Table, string Where)>> TablesAsync(
        Database from,
        Guid dossier
    )
    {
        var tables = new List<(string, string)> { ("dossier", $"id = '{dossier}'") };
        foreach (
            var table in await from.ListAsync<string>(
                """
                select c.table_name::text from information_schema.columns c
                join information_schema.tables t using (table_schema, table_name)
                where c.table_schema = 'public' and c.column_name = 'dossier_id' and t.table_type = 'BASE TABLE' order by 1
                """
            )
        )
            tables.Add((table, $"dossier_id = '{dossier}'"));
        tables.Add(("event_log", $"correlation = '{dossier}'"));
        tables.Add(("idempotency", $"convert_from(body, 'UTF8') like '%{dossier}%'"));
        return tables;
    }

    private static async IAsyncEnumerable<string> InsertsAsync(
        Database from,
        string table,
        string where,
        Guid dossier
    )
    {
        var columns = await from.ListAsync<string>(
            $"select attname::text from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = '' order by attnum"
        );
        var unique = await from.ListAsync<string>(
            $"select distinct a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indrelid = '{table}'::regclass and i.indisunique"
        );
        await using var connection = await from.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"select {string.Join(", ", columns.Select(c => $"quote_nullable({Quoted(c)}::text), pg_typeof({Quoted(c)})::text"))} from {table} where {where}",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        for (var row = 1; await reader.ReadAsync(); row++)
        {
            var values = columns.Select(
                (column, i) =>
                    Value(
                        table,
                        column,
                        reader.GetString(2 * i),
                        reader.GetString(2 * i + 1),
                        unique.Contains(column),
                        dossier,
                        row
                    )
            );
            yield return $"insert into {table} ({string.Join(", ", columns.Select(Quoted))}) values ({string.Join(", ", values)});";
        }
    }

    // What identifies a row is made anew, everything else is as it was.
    private static string Value(
        string table,
        string column,
        string literal,
        string type,
        bool unique,
        Guid dossier,
        int row
    )
    {
        const string Own = "bench_id(:client_id, :n, 0)";
        if (literal == "NULL")
            return "null";
        if (literal == $"'{dossier}'")
            return type == "uuid" ? Own : Own + "::text";
        if (table == "event_log" && column == "event_id")
            return "bench_id(:client_id, :n, 999)";
        if (unique && type == "uuid")
            return $"bench_id(:client_id, :n, {row})";
        // A colon would be a variable of pgbench.
        if (unique && type is "text" or "character varying" && column is not "subject")
            return $"left({Length(literal)} || lpad(:client_id::text, 2, '0') || lpad(:n::text, 10, '0'), 64)";
        var colon = literal.StartsWith('E') ? "'||chr(58)||E'" : "'||chr(58)||'";
        return $"({literal.Replace(":", colon, StringComparison.Ordinal)})::text::{type}";
    }

    private static string Length(string literal) => literal.Length > 2 ? "'b'" : "''";

    private static string Quoted(string name) => $"\"{name}\"";

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Rate();
}
