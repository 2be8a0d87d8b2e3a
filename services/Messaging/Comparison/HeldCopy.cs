using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// The row that a service holds of each aggregate of a producer: sealed with every event that is applied, so that one that was changed or
/// dropped behind the service's back shows. Only columns that nothing but those events changes.
/// </summary>
/// <param name="Producer">Whose aggregates.</param>
/// <param name="Table">Where the row is.</param>
/// <param name="Key">Column with the aggregate's id.</param>
/// <param name="Kind">What a text identifies, e.g. <c>agency</c> for <c>agency/hang-bac</c>; none when the ids are Guids.</param>
/// <param name="Columns">What the events say.</param>
/// <param name="Mender">The <see cref="IMend"/> that makes it again.</param>
internal sealed record HeldCopy(
    string Producer,
    string Table,
    string Key,
    string? Kind,
    IReadOnlyList<string> Columns,
    Type Mender
)
{
    private const string GuidPattern = "^[0-9a-f]{8}-";

    public bool Concerns(string aggregate) =>
        Kind is null
            ? Guid.TryParse(aggregate, out _)
            : aggregate.StartsWith(Kind + "/", StringComparison.Ordinal);

    /// <summary>SQL: the hash of the row of cursor <c>c</c>, 0 when there is none.</summary>
    public string RowHash { get; } = HashOf(Table, Key, Kind, Columns);

    /// <summary>Seals rows as they are now; in the transaction that has made them so.</summary>
    public async Task SealAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string[] aggregates,
        CancellationToken ct
    )
    {
#pragma warning disable CA2100 // the text is the program's own
        await using var command = new NpgsqlCommand(
            $"update cursor c set seal = {RowHash} where c.producer = $1 and c.aggregate = any ($2)",
            connection,
            transaction
        )
#pragma warning restore CA2100
        {
            Parameters =
            {
                new() { Value = Producer },
                new() { Value = aggregates },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string HashOf(
        string table,
        string key,
        string? kind,
        IReadOnlyList<string> columns
    )
    {
        var (concerned, id) = kind is null
            ? ($"c.aggregate ~ '{GuidPattern}'", "c.aggregate::uuid")
            : ($"c.aggregate like '{kind}/%'", $"substr(c.aggregate, {kind.Length + 2})");
        var values = string.Join(", ", columns.Select(column => $"t.\"{column}\""));
        return $"case when {concerned} then coalesce((select sum(messaging_row_hash(row({values})))::bigint from \"{table}\" t where t.\"{key}\" = {id}), 0) end";
    }
}

/// <summary>All rows that a service holds of one producer's aggregates.</summary>
internal sealed class HeldCopies(IReadOnlyList<HeldCopy> copies)
{
    public HeldCopy? Of(string aggregate) =>
        copies.FirstOrDefault(copy => copy.Concerns(aggregate));

    /// <summary>SQL: whether the row of cursor <c>c</c> is what it was when it was sealed; one that never was is taken as it is.</summary>
    public string Intact { get; } =
        copies.Count == 0
            ? "true"
            : $"coalesce(c.seal = coalesce({string.Join(", ", copies.Select(copy => copy.RowHash))}), true)";

    /// <summary>Which of the rows that are held are not what they were when they were sealed.</summary>
    public Task<List<string>> BrokenAsync(
        NpgsqlConnection connection,
        string producer,
        string[] aggregates,
        CancellationToken ct
    ) =>
        connection.RowsAsync(
            $"select c.aggregate from cursor c where c.producer = $1 and c.aggregate = any ($2) and not {Intact}",
            row => row.GetString(0),
            ct,
            producer,
            aggregates
        );
}
