using HoanKiem.ServiceDefaults.Database;
using Npgsql;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>A row that one sender has for a while, with what its record is made of.</summary>
/// <param name="Id">The row.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Status">National status.</param>
/// <param name="OccurredAt">Business time of the change.</param>
/// <param name="BySubject">Subject of who made it.</param>
/// <param name="ByAgency">Agency that acted.</param>
/// <param name="Content">What was done, Vietnamese.</param>
/// <param name="DueAt">Due date at that moment.</param>
/// <param name="Attempts">How often it was tried before.</param>
/// <param name="IsFirst">The portal has not been told of the dossier yet.</param>
/// <param name="Code">
/// The code by which the portal knows the dossier: its own, or our request code. One for life: the dossier's number comes only with
/// acceptance, when the portal has known the dossier for a while.
/// </param>
/// <param name="Since">When the dossier was accepted, or handed in.</param>
internal sealed record LeasedRow(
    Guid Id,
    Guid DossierId,
    int Status,
    DateTimeOffset OccurredAt,
    string BySubject,
    string ByAgency,
    string Content,
    DateTimeOffset? DueAt,
    int Attempts,
    bool IsFirst,
    string Code,
    DateTimeOffset Since
);

/// <summary>What came of an attempt.</summary>
/// <param name="Id">The row.</param>
/// <param name="State">How far it is now.</param>
/// <param name="Answer">What the portal answered.</param>
/// <param name="SentAt">When it took it.</param>
/// <param name="NextAt">When it is tried again.</param>
internal sealed record SettledRow(
    Guid Id,
    SyncRowState State,
    string Answer,
    DateTimeOffset? SentAt,
    DateTimeOffset? NextAt
)
{
    /// <summary>The portal took it.</summary>
    public static SettledRow Sent(LeasedRow row, string answer, DateTimeOffset at) =>
        new(row.Id, SyncRowState.Sent, answer, at, null);

    /// <summary>It did not; <paramref name="final"/> means nobody tries again, otherwise after a pause that doubles up to five minutes.</summary>
    public static SettledRow NotSent(LeasedRow row, string answer, bool final, DateTimeOffset at) =>
        final
            ? new(row.Id, SyncRowState.Failed, answer, null, null)
            : new(
                row.Id,
                SyncRowState.Queued,
                answer,
                null,
                at.AddSeconds(Math.Min(300, Math.Pow(2, row.Attempts) / 2))
            );
}

/// <summary>The queue of rows for the national portal: taken and settled by one statement each, however many there are.</summary>
internal sealed class SyncQueue([FromKeyedServices(DatabaseLogin.Worker)] NpgsqlDataSource database)
{
    private const string SettleSql = """
        update sync s
        set state = a.state, answer = a.answer, sent_at = a.sent_at, next_at = coalesce(a.next_at, s.next_at), attempts = s.attempts + 1
        from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) as a (id, state, answer, sent_at, next_at)
        where s.id = a.id and s.state = 'Queued'
        """;

    /// <summary>Takes rows that may go out now, of each dossier only the oldest one: until <paramref name="until"/> nobody else sends them.</summary>
    public async Task<IReadOnlyList<LeasedRow>> Lease(
        DateTimeOffset now,
        DateTimeOffset until,
        int most,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(
            """
            with due as materialized (
                select id from sync s where state = 'Queued' and (next_at is null or next_at <= $1)
                    and not exists (select from sync earlier
                        where earlier.dossier_id = s.dossier_id and earlier.version < s.version and earlier.state = 'Queued')
                order by id limit $3 for update skip locked
            )
            update sync s set next_at = $2 from due, dossier d where s.id = due.id and d.id = s.dossier_id
            returning s.id, s.dossier_id, s.status, s.occurred_at, s.by_subject, s.by_agency, s.content, s.due_at, s.attempts,
                not exists (select from sync earlier where earlier.dossier_id = s.dossier_id and earlier.version < s.version),
                coalesce(d.external_code, d.request_code), coalesce(d.accepted_at, d.submitted_at)
            """
        );
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = until });
        command.Parameters.Add(new() { Value = most });
        var leased = new List<LeasedRow>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            leased.Add(
                new(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetInt32(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetString(4),
                    reader.GetString(5),
                    reader.GetString(6),
                    reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
                    reader.GetInt32(8),
                    reader.GetBoolean(9),
                    reader.GetString(10),
                    reader.GetFieldValue<DateTimeOffset>(11)
                )
            );
        return leased;
    }

    /// <summary>Writes down what came of them; a row that somebody else has settled meanwhile stays as it is.</summary>
    /// <param name="settled">The rows.</param>
    /// <param name="transaction">To be part of; none when the statement shall commit by itself.</param>
    /// <param name="ct">Cancels.</param>
    public async Task Settle(
        IReadOnlyCollection<SettledRow> settled,
        NpgsqlTransaction? transaction,
        CancellationToken ct
    )
    {
        await using var command = transaction is null
            ? database.CreateCommand(SettleSql)
            : new NpgsqlCommand(SettleSql, transaction.Connection, transaction);

        // Sorted, so that two senders never wait for each other.
        var all = settled.OrderBy(one => one.Id).ToList();
        command.Parameters.Add(new() { Value = all.Select(one => one.Id).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(one => one.State.ToString()).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(one => one.Answer).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(one => one.SentAt).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(one => one.NextAt).ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Dossiers that were told lately: whoever told them may have died before it was said of the dossier.</summary>
    public async Task<IReadOnlyList<Guid>> LatelyTold(CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select distinct dossier_id from (select dossier_id, state from sync order by id desc limit 5000) lately
            where state = 'Sent'
            """
        );
        var dossiers = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            dossiers.Add(reader.GetGuid(0));
        return dossiers;
    }

    /// <summary>
    /// Says of dossiers that the portal knows everything, where it does. A dossier's own row is wide, and whoever acts on the dossier holds
    /// it: so this is said once for many changes, and what there is still to send is looked at when the rows are locked.
    /// </summary>
    public async Task MarkUpToDate(IReadOnlyCollection<Guid> dossiers, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(
                    "select from dossier where id = any($1) and sync = 'Pending' order by id for update"
                )
                {
                    Parameters = { new() { Value = dossiers.ToArray() } },
                },
                new(
                    """
                    update dossier set sync = 'UpToDate' where id = any($1) and sync = 'Pending'
                        and not exists (select from sync where dossier_id = dossier.id and state <> 'Sent')
                    """
                )
                {
                    Parameters = { new() { Value = dossiers.ToArray() } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
