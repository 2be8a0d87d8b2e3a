using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace HoanKiem.Testing.Probes;

/// <summary>
/// Which table's rows belong to which object. Every table under row-level security is in here or among those that no request shows, so
/// that a new one cannot be forgotten.
/// </summary>
/// <param name="Tables">By table, the SQL of the object's id.</param>
/// <param name="Unseen">Tables of which nothing reaches an answer.</param>
public sealed record Rows(IReadOnlyDictionary<string, string> Tables, params string[] Unseen)
{
    // What was looked at by whom is shown by operations of every service, which are tried where they are made.
    private static readonly string[] OfTheAudit = ["audit", "audit_unsealed", "audit_head"];

    /// <summary>Learns what occurs in one object only, and the ids of its rows.</summary>
    internal async Task ReadAsync(string connectionString, IReadOnlyList<Probed> objects)
    {
        var byId = objects.ToLookup(o => o.Id);
        var seen = new Dictionary<string, Probed?>(StringComparer.Ordinal);
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        var secured = await Read(
            connection,
            "select relname from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace"
        );
        var unknown = secured
            .Select(row => row[0])
            .Except([.. Tables.Keys, .. Unseen, .. OfTheAudit])
            .ToList();
        if (unknown.Count > 0)
            throw new InvalidOperationException(
                $"The probes do not know the tables {string.Join(", ", unknown)}."
            );
        foreach (var (table, key) in Tables)
        {
            foreach (
                var row in await Read(
                    connection,
                    $"select ({key})::text, to_jsonb(t)::text from \"{table}\" t where ({key}) is not null order by 2"
                )
            )
            {
                foreach (var o in byId[Guid.Parse(row[0])])
                    Learn(o, table, JsonSerializer.Deserialize<JsonElement>(row[1]), seen);
            }
        }

        foreach (var (word, o) in seen)
            o?.Words.Add(word);
    }

    private static void Learn(
        Probed o,
        string table,
        JsonElement row,
        Dictionary<string, Probed?> seen
    )
    {
        if (row.TryGetProperty("id", out var id) && id.TryGetGuid(out var guid))
        {
            o.Has(table, guid);
            if (guid == o.Id && row.TryGetProperty("version", out var version))
                o.Version = version.GetInt32();
        }

        foreach (var column in row.EnumerateObject())
        {
            if (
                column.Value.ValueKind != JsonValueKind.String
                || column.Value.GetString() is not { Length: >= 8 } word
                || IsCommon(word)
            )
                continue;
            // Two objects of the same dossier share what is the dossier's.
            seen[word] = !seen.TryGetValue(word, out var other) || other == o ? o : null;
        }
    }

    // Times, names of agencies and people: they stand elsewhere for reasons of their own.
    private static bool IsCommon(string word) =>
        word.StartsWith("p-", StringComparison.Ordinal)
        || Regex.IsMatch(word, @"^\d{4}-\d{2}-\d{2}")
        || World.Systems.Contains(word);

    private static async Task<List<string[]>> Read(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // the test's own text
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i))]);
        return rows;
    }
}
