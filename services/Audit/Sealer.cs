using HoanKiem.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace HoanKiem.Audit;

/// <summary>
/// Moves what was written into the chains, under a login that nobody else has. Places are given in the order in which entries are found,
/// not in the order of their moments: what commits later is found later, so there is never a gap to come back to. One seals at a time.
/// </summary>
internal sealed class Sealer(
    [FromKeyedServices(DatabaseLogin.Sealer)] NpgsqlDataSource database,
    ServiceDatabaseOptions options,
    CommitSignal signal,
    TimeProvider clock,
    ILogger<Sealer> log
) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(700);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var commits = signal.Listen();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await SealAsync(stoppingToken) == AtOnce) { }
            }
            catch (Exception fault) when (Outage.Is(fault))
            {
                log.LogWarning("The audit waits for the database: {Reason}", fault.Message);
            }

            await commits.WaitAsync(Together, AtMost, stoppingToken);
        }
    }

    /// <summary>Seals what is there, at most so many entries at once; how many it were.</summary>
    internal async Task<int> SealAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await Take(connection, ct) is not { Count: > 0 } taken)
            return 0;
        var heads = await HeadsOf(
            connection,
            [.. taken.Select(entry => entry.Agency).Distinct()],
            ct
        );
        var now = Chain.Rounded(clock.GetUtcNow());
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var entry in taken)
        {
            var (sequence, before) = heads.TryGetValue(entry.Agency, out var head)
                ? head
                : (0, Chain.Root(options.Service, entry.Agency));
            var hash = Chain.HashOf(entry);
            head = (sequence + 1, Chain.Link(before, sequence + 1, now, hash));
            heads[entry.Agency] = head;
            batch.BatchCommands.Add(Insert(entry, head.Sequence, now, hash, head.Hash));
        }

        foreach (var (agency, head) in heads)
            batch.BatchCommands.Add(Keep(agency, head, now));
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return taken.Count;
    }

    // Whoever does not get the lock takes nothing away.
    private static async Task<List<AuditEntry>> Take(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using (
            var mine = new NpgsqlCommand(
                "select pg_try_advisory_xact_lock(hashtext('audit_seal')) and exists (select from audit_unsealed)",
                connection
            )
        )
            if (!(bool)(await mine.ExecuteScalarAsync(ct))!)
                return [];
        await using var command = new NpgsqlCommand(
            $"""
            delete from audit_unsealed where place in (select place from audit_unsealed order by place limit {AtOnce})
            returning {EntryReader.Columns}, place
            """,
            connection
        );
        var taken = new List<(long Place, AuditEntry Entry)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            taken.Add((reader.GetInt64(EntryReader.Count), EntryReader.Read(reader)));
        return [.. taken.OrderBy(one => one.Place).Select(one => one.Entry)];
    }

    private static async Task<Dictionary<string, (long Sequence, byte[] Hash)>> HeadsOf(
        NpgsqlConnection connection,
        string[] agencies,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select a.agency, h.sequence, h.hash from unnest($1) a (agency)
            cross join lateral (select sequence, hash from audit where agency = a.agency order by sequence desc limit 1) h
            """,
            connection
        )
        {
            Parameters = { new() { Value = agencies } },
        };
        var heads = new Dictionary<string, (long, byte[])>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            heads.Add(
                reader.GetString(0),
                (reader.GetInt64(1), await reader.GetFieldValueAsync<byte[]>(2, ct))
            );
        return heads;
    }

    private static NpgsqlBatchCommand Insert(
        AuditEntry entry,
        long sequence,
        DateTimeOffset now,
        byte[] entryHash,
        byte[] hash
    )
    {
        var command = new NpgsqlBatchCommand(
            $"""
            insert into audit ({EntryReader.Columns}, sequence, sealed_at, entry_hash, hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """
        );
        foreach (
            var value in (object?[])
                [
                    entry.Id,
                    entry.At,
                    entry.Agency,
                    entry.Subject,
                    entry.Kind,
                    entry.BehalfOf,
                    entry.Operation,
                    entry.Purpose.ToString(),
                    entry.Wrote,
                    entry.Objects,
                    entry.Owners,
                    entry.Trace,
                    sequence,
                    now,
                    entryHash,
                    hash,
                ]
        )
            command.Parameters.Add(
                value is null
                    ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
                    : new NpgsqlParameter { Value = value }
            );
        return command;
    }

    private static NpgsqlBatchCommand Keep(
        string agency,
        (long Sequence, byte[] Hash) head,
        DateTimeOffset now
    ) =>
        new(
            """
            insert into audit_head (agency, entries, hash, sealed_at) values ($1, $2, $3, $4)
            on conflict (agency) do update set entries = excluded.entries, hash = excluded.hash, sealed_at = excluded.sealed_at
            """
        )
        {
            Parameters =
            {
                new() { Value = agency },
                new() { Value = head.Sequence },
                new() { Value = head.Hash },
                new() { Value = now },
            },
        };
}

/// <summary>Reads what an entry says, sealed or not.</summary>
internal static class EntryReader
{
    public const string Columns =
        "id, at, agency, subject, kind, behalf_of, operation, purpose, wrote, objects, owners, trace";

    public const int Count = 12;

    public static AuditEntry Read(NpgsqlDataReader reader) =>
        new()
        {
            Id = reader.GetGuid(0),
            At = reader.GetFieldValue<DateTimeOffset>(1),
            Agency = reader.GetString(2),
            Subject = reader.GetString(3),
            Kind = reader.GetString(4),
            BehalfOf = reader.IsDBNull(5) ? null : reader.GetString(5),
            Operation = reader.GetString(6),
            // Whoever has changed it has written something that is no purpose.
            Purpose = Enum.TryParse<Purpose>(reader.GetString(7), out var purpose)
                ? purpose
                : (Purpose)(-1),
            Wrote = reader.GetBoolean(8),
            Objects = reader.GetFieldValue<Guid[]>(9),
            Owners = reader.GetFieldValue<string[]>(10),
            Trace = reader.IsDBNull(11) ? null : reader.GetString(11),
        };
}
