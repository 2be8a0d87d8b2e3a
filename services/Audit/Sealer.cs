using System.Text.Json;
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
    private const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(400);
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
        var links = new List<(AuditEntry Entry, Seal Seal)>(taken.Count);
        foreach (var entry in taken)
        {
            var (sequence, before) = heads.TryGetValue(entry.Agency, out var head)
                ? head
                : (0, Chain.Root(options.Service, entry.Agency));
            var hash = Chain.HashOf(entry);
            head = (sequence + 1, Chain.Link(before, sequence + 1, now, hash));
            heads[entry.Agency] = head;
            links.Add((entry, new Seal(head.Sequence, now, hash, head.Hash)));
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Insert(links, now));
        batch.BatchCommands.Add(Keep(heads, now));
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return taken.Count;
    }

    // Whoever does not get the lock takes nothing away. One statement: this is asked all day long. What somebody else has sealed between its
    // picture of the table and the lock is gone by then, and is not returned.
    private static async Task<List<AuditEntry>> Take(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            with mine as materialized (select pg_try_advisory_xact_lock(hashtext('audit_seal')) as locked)
            delete from audit_unsealed where place = any (array(
                select place from audit_unsealed where (select locked from mine) order by place limit {AtOnce}))
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

    // One statement for all of them, a list for each column. Lists of lists have to be of one length there, so those go as text.
    private static NpgsqlBatchCommand Insert(
        IReadOnlyList<(AuditEntry Entry, Seal Seal)> links,
        DateTimeOffset now
    )
    {
        T[] Of<T>(Func<AuditEntry, T> column) => [.. links.Select(link => column(link.Entry))];
        return new(
            $"""
            insert into audit ({EntryReader.Columns}, sequence, sealed_at, entry_hash, hash)
            select id, at, agency, subject, kind, behalf_of, operation, purpose, wrote, objects::uuid[],
                array(select jsonb_array_elements_text(owners::jsonb)), trace, sequence, $13, entry_hash, hash
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14, $15, $16) link
                (id, at, agency, subject, kind, behalf_of, operation, purpose, wrote, objects, owners, trace, sequence, entry_hash, hash)
            """
        )
        {
            Parameters =
            {
                new() { Value = Of(entry => entry.Id) },
                new() { Value = Of(entry => entry.At) },
                new() { Value = Of(entry => entry.Agency) },
                new() { Value = Of(entry => entry.Subject) },
                new() { Value = Of(entry => entry.Kind) },
                new() { Value = Of(entry => entry.BehalfOf), NpgsqlDbType = Texts },
                new() { Value = Of(entry => entry.Operation) },
                new() { Value = Of(entry => entry.Purpose.ToString()) },
                new() { Value = Of(entry => entry.Wrote) },
                new() { Value = Of(entry => $"{{{string.Join(',', entry.Objects)}}}") },
                new() { Value = Of(entry => JsonSerializer.Serialize(entry.Owners)) },
                new() { Value = Of(entry => entry.Trace), NpgsqlDbType = Texts },
                new() { Value = now },
                new() { Value = links.Select(link => link.Seal.Sequence).ToArray() },
                new() { Value = links.Select(link => link.Seal.EntryHash).ToArray() },
                new() { Value = links.Select(link => link.Seal.Hash).ToArray() },
            },
        };
    }

    private static NpgsqlBatchCommand Keep(
        Dictionary<string, (long Sequence, byte[] Hash)> heads,
        DateTimeOffset now
    ) =>
        new(
            """
            insert into audit_head (agency, entries, hash, sealed_at)
            select agency, entries, hash, $4 from unnest($1, $2, $3) head (agency, entries, hash)
            on conflict (agency) do update set entries = excluded.entries, hash = excluded.hash, sealed_at = excluded.sealed_at
            """
        )
        {
            Parameters =
            {
                new() { Value = heads.Keys.ToArray() },
                new() { Value = heads.Values.Select(head => head.Sequence).ToArray() },
                new() { Value = heads.Values.Select(head => head.Hash).ToArray() },
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
