using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Database;
using Npgsql;

namespace HoanKiem.Dossiers.Notices;

/// <summary>A notice that one sender has for a while, with what its words are made of.</summary>
/// <param name="Id">The notice.</param>
/// <param name="Kind">Name of the fact.</param>
/// <param name="Channel">How it goes out.</param>
/// <param name="SealedAddress">Where to, sealed under the dossier's key.</param>
/// <param name="Attempts">How often it was tried before.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="Code">Its number, or the request code until there is one.</param>
/// <param name="DueAt">What the citizen is promised.</param>
/// <param name="Delivery">How the result goes back.</param>
/// <param name="ProcedureVersion">Its version of the procedure.</param>
internal sealed record LeasedNotice(
    Guid Id,
    string Kind,
    NoticeChannel Channel,
    string? SealedAddress,
    int Attempts,
    Guid DossierId,
    string Code,
    DateTimeOffset? DueAt,
    Delivery Delivery,
    string ProcedureVersion
);

/// <summary>What came of an attempt.</summary>
/// <param name="Id">The notice.</param>
/// <param name="State">How far it is now.</param>
/// <param name="GatewayId">The gateway's id when it has the message.</param>
/// <param name="Failure">Why it has not.</param>
/// <param name="SettledAt">When the gateway took it or gave up.</param>
/// <param name="NextAt">When it is tried again.</param>
internal sealed record SettledNotice(
    Guid Id,
    NoticeState State,
    string? GatewayId,
    string? Failure,
    DateTimeOffset? SettledAt,
    DateTimeOffset? NextAt
)
{
    /// <summary>Taken, given up, or tried again after a pause that doubles up to five minutes.</summary>
    public static SettledNotice Of(LeasedNotice notice, GatewayAnswer answer, DateTimeOffset at) =>
        answer switch
        {
            { Failure: null } => new(notice.Id, NoticeState.Sent, answer.Id ?? "", null, at, null),
            { Final: true } => new(notice.Id, NoticeState.Failed, null, answer.Failure, at, null),
            _ => new(
                notice.Id,
                NoticeState.Queued,
                null,
                answer.Failure,
                null,
                at.AddSeconds(Math.Min(300, Math.Pow(2, notice.Attempts) / 2))
            ),
        };
}

/// <summary>The queue of notices: taken and settled by one statement each, however many there are.</summary>
internal sealed class NoticeRows(
    [FromKeyedServices(DatabaseLogin.Worker)] NpgsqlDataSource database
)
{
    /// <summary>Takes those that may go out now: until <paramref name="until"/> nobody else sends them.</summary>
    public async Task<IReadOnlyList<LeasedNotice>> Lease(
        DateTimeOffset now,
        DateTimeOffset until,
        int most,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(
            """
            with due as materialized (
                select id from notice where state = 'Queued' and (next_at is null or next_at <= $1)
                order by id limit $3 for update skip locked
            )
            update notice n set next_at = $2 from due, dossier d where n.id = due.id and d.id = n.dossier_id
            returning n.id, n.kind, n.channel, n.sealed_address, n.attempts, d.id, coalesce(d.number, d.request_code), d.promised_due_at,
                d.delivery, d.procedure_version
            """
        );
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = until });
        command.Parameters.Add(new() { Value = most });
        var leased = new List<LeasedNotice>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            leased.Add(
                new(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    Enum.Parse<NoticeChannel>(reader.GetString(2)),
                    reader.IsDBNull(3) ? null : reader.GetString(3),
                    reader.GetInt32(4),
                    reader.GetGuid(5),
                    reader.GetString(6),
                    reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
                    Enum.Parse<Delivery>(reader.GetString(8)),
                    reader.GetString(9)
                )
            );
        return leased;
    }

    /// <summary>Writes down what came of them; one that somebody else has settled meanwhile stays as it is.</summary>
    public async Task Settle(IReadOnlyCollection<SettledNotice> settled, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            update notice n
            set state = s.state, gateway_id = s.gateway_id, failure = s.failure, settled_at = s.settled_at,
                next_at = coalesce(s.next_at, n.next_at), attempts = n.attempts + 1
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
                as s (id, state, gateway_id, failure, settled_at, next_at)
            where n.id = s.id and n.state = 'Queued'
            """
        );
        // Sorted, so that two senders never wait for each other.
        var all = settled.OrderBy(one => one.Id).ToList();
        command.Parameters.Add(new() { Value = all.Select(one => one.Id).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(one => one.State.ToString()).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(one => one.GatewayId).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(one => one.Failure).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(one => one.SettledAt).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(one => one.NextAt).ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }
}
