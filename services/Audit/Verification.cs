using System.Runtime.CompilerServices;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.Audit;

/// <summary>What is wrong with a chain.</summary>
public enum Fault
{
    /// <summary>An entry says something else than when it was sealed.</summary>
    Edited,

    /// <summary>What two entries say was exchanged.</summary>
    Swapped,

    /// <summary>Places are empty.</summary>
    Missing,

    /// <summary>The links from here on do not follow from the one before: something was put in, taken out or sealed anew here.</summary>
    Broken,

    /// <summary>It ended later once.</summary>
    Truncated,

    /// <summary>It was another one when its head was told to Reporting.</summary>
    Rewritten,

    /// <summary>An entry is much older than those that were sealed before it.</summary>
    Backdated,
}

/// <summary>Something that is wrong, and where.</summary>
/// <param name="Fault">What.</param>
/// <param name="Agency">In which chain.</param>
/// <param name="From">First place.</param>
/// <param name="To">Last place.</param>
public sealed record Finding(Fault Fault, string Agency, long From, long To);

/// <summary>What a look at the audit of a service has found.</summary>
/// <param name="Service">The service.</param>
/// <param name="Chains">How many chains there are.</param>
/// <param name="Entries">How many entries are sealed.</param>
/// <param name="Unsealed">How many are written and not sealed yet: nobody can vouch for those.</param>
/// <param name="OldestUnsealed">When the oldest of them was written.</param>
/// <param name="Unwitnessed">How many are sealed and come after the last head that was given: their end could be cut off unseen.</param>
/// <param name="Findings">What is wrong; none when nothing is.</param>
public sealed record Verdict(
    string Service,
    int Chains,
    long Entries,
    long Unsealed,
    DateTimeOffset? OldestUnsealed,
    long Unwitnessed,
    IReadOnlyList<Finding> Findings
)
{
    /// <summary>Nothing is wrong.</summary>
    public bool Holds => Findings.Count == 0;
}

/// <summary>Computes every chain again, and compares it with itself and with the heads that Reporting holds.</summary>
internal sealed class Verification(
    [FromKeyedServices(DatabaseLogin.Worker)] NpgsqlDataSource database,
    ServiceDatabaseOptions options
)
{
    /// <summary>Looks at all chains, or at those of some agencies.</summary>
    /// <param name="witnesses">Heads that Reporting holds; without them a cut-off end is seen only where the service's own head still stands.</param>
    /// <param name="agencies">Whose chains; all when null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Verdict> LookAsync(
        IReadOnlyCollection<ChainHead> witnesses,
        IReadOnlyCollection<string>? agencies,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        // One picture: what is sealed while we look is neither here nor there.
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            ct
        );
        bool Wanted(string agency) => agencies?.Contains(agency) != false;
        var told = await OwnHeads(connection, ct);
        told.AddRange(witnesses.Select(head => new Witness(head, IsOurs: false)));
        var heads = told.Where(one => Wanted(one.Head.Agency))
            .ToLookup(one => one.Head.Agency, StringComparer.Ordinal);
        var chains = new Dictionary<string, ChainLook>(StringComparer.Ordinal);
        await foreach (var (entry, seal) in Sealed(connection, ct))
        {
            if (!Wanted(entry.Agency))
                continue;
            if (!chains.TryGetValue(entry.Agency, out var chain))
                chains.Add(
                    entry.Agency,
                    chain = new ChainLook(options.Service, entry.Agency, heads[entry.Agency])
                );
            chain.Take(entry, seal);
        }

        foreach (var agency in heads.Select(chain => chain.Key).Where(a => !chains.ContainsKey(a)))
            chains.Add(agency, new ChainLook(options.Service, agency, heads[agency]));
        var (unsealed, oldest) = await Unsealed(connection, agencies, ct);
        return new Verdict(
            options.Service,
            chains.Count,
            chains.Values.Sum(chain => chain.Entries),
            unsealed,
            oldest,
            chains.Sum(chain =>
                chain.Value.Last
                - witnesses
                    .Where(head => head.Agency == chain.Key && head.Entries <= chain.Value.Last)
                    .Select(head => head.Entries)
                    .DefaultIfEmpty()
                    .Max()
            ),
            [.. chains.Values.SelectMany(chain => chain.Findings())]
        );
    }

    private static async IAsyncEnumerable<(AuditEntry Entry, Seal Seal)> Sealed(
        NpgsqlConnection connection,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            $"select {EntryReader.Columns}, sequence, sealed_at, entry_hash, hash from audit order by agency, sequence",
            connection
        );
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return (
                EntryReader.Read(reader),
                new Seal(
                    reader.GetInt64(EntryReader.Count),
                    reader.GetFieldValue<DateTimeOffset>(EntryReader.Count + 1),
                    reader.GetFieldValue<byte[]>(EntryReader.Count + 2),
                    reader.GetFieldValue<byte[]>(EntryReader.Count + 3)
                )
            );
    }

    private static async Task<List<Witness>> OwnHeads(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "select agency, entries, hash from audit_head",
            connection
        );
        var heads = new List<Witness>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            heads.Add(
                new Witness(
                    new ChainHead(
                        reader.GetString(0),
                        reader.GetInt64(1),
                        Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)),
                        null
                    ),
                    IsOurs: true
                )
            );
        return heads;
    }

    private static async Task<(long Count, DateTimeOffset? Oldest)> Unsealed(
        NpgsqlConnection connection,
        IReadOnlyCollection<string>? agencies,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "select count(*), min(at) from audit_unsealed where $1::text[] is null or agency = any ($1)",
            connection
        );
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = agencies is null ? DBNull.Value : agencies.ToArray(),
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text,
            }
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (
            reader.GetInt64(0),
            await reader.IsDBNullAsync(1, ct) ? null : reader.GetFieldValue<DateTimeOffset>(1)
        );
    }
}

/// <summary>What makes an entry a link.</summary>
internal readonly record struct Seal(
    long Sequence,
    DateTimeOffset SealedAt,
    byte[] EntryHash,
    byte[] Hash
);
