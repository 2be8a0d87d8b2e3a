using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>The part of the status that compares: what this service holds with what its producers say, and what others have of it.</summary>
internal static class ShowComparison
{
    /// <param name="Producers">How far each producer was compared.</param>
    /// <param name="Found">Differences that were found, since ever.</param>
    /// <param name="Healed">How many of them are gone.</param>
    /// <param name="Differences">Those that are there now, oldest first, at most 100.</param>
    /// <param name="Lost">What subscribers have of this service that it has not: its database was put back. At most 100.</param>
    public sealed record Comparison(
        IReadOnlyList<Producer> Producers,
        long Found,
        long Healed,
        IReadOnlyList<Difference> Differences,
        IReadOnlyList<Lost> Lost
    );

    /// <param name="Name">Whose events.</param>
    /// <param name="Digests">Agencies and days of which it has said a digest.</param>
    /// <param name="NotCompared">Of them, those whose last digest was not compared yet.</param>
    /// <param name="LastSaidAt">When it said something last, system time.</param>
    /// <param name="LastComparedAt">When something of it was compared last.</param>
    public sealed record Producer(
        string Name,
        long Digests,
        long NotCompared,
        DateTimeOffset? LastSaidAt,
        DateTimeOffset? LastComparedAt
    );

    /// <param name="Producer">Whose aggregate.</param>
    /// <param name="Aggregate">Which.</param>
    /// <param name="Kind"><c>behind</c>: events are missing here; <c>broken</c>: the row was changed or dropped; <c>ahead</c>: the producer has
    /// lost events; <c>forked</c>: it has said another event in the same place.</param>
    /// <param name="Ours">The last place here.</param>
    /// <param name="Theirs">The last place there.</param>
    /// <param name="Since">When it was confirmed, system time.</param>
    /// <param name="Attempts">How often the producer was asked or told.</param>
    /// <param name="Failure">Why it could not be mended.</param>
    /// <param name="AcknowledgedBy">Who took note of it.</param>
    public sealed record Difference(
        string Producer,
        string Aggregate,
        string Kind,
        long Ours,
        long Theirs,
        DateTimeOffset Since,
        int Attempts,
        string? Failure,
        string? AcknowledgedBy
    );

    /// <param name="Aggregate">Of what.</param>
    /// <param name="Sequence">The last place that is known elsewhere.</param>
    /// <param name="ReportedBy">In which queue it was heard.</param>
    /// <param name="NoticedAt">When it was reported, system time.</param>
    /// <param name="AcknowledgedBy">Who took note of it.</param>
    public sealed record Lost(
        string Aggregate,
        long Sequence,
        string ReportedBy,
        DateTimeOffset NoticedAt,
        string? AcknowledgedBy
    );

    public static async Task<Comparison> ReadAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        var producers = await connection.RowsAsync(
            """
            select producer, count(*), count(*) filter (where compared_at is null or compared_at < said_at), max(said_at), max(compared_at)
            from digest group by 1 order by 1
            """,
            row => new Producer(
                row.GetString(0),
                row.GetInt64(1),
                row.GetInt64(2),
                row.Moment(3),
                row.Moment(4)
            ),
            ct
        );
        var sums = await connection.RowsAsync(
            "select count(*), count(healed_at) from difference where confirmed_at is not null",
            row => (Found: row.GetInt64(0), Healed: row.GetInt64(1)),
            ct
        );
        var differences = await connection.RowsAsync(
            """
            select producer, aggregate, kind, ours, theirs, confirmed_at, attempts, failure, acknowledged_by from difference
            where confirmed_at is not null and healed_at is null order by confirmed_at, id limit 100
            """,
            row => new Difference(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetInt64(3),
                row.GetInt64(4),
                row.Moment(5)!.Value,
                row.GetInt32(6),
                row.IsDBNull(7) ? null : row.GetString(7),
                row.IsDBNull(8) ? null : row.GetString(8)
            ),
            ct
        );
        var lost = await connection.RowsAsync(
            "select aggregate_id, sequence, reported_by, noticed_at, acknowledged_by from lost order by noticed_at, aggregate_id limit 100",
            row => new Lost(
                row.GetString(0),
                row.GetInt64(1),
                row.GetString(2),
                row.Moment(3)!.Value,
                row.IsDBNull(4) ? null : row.GetString(4)
            ),
            ct
        );
        return new Comparison(producers, sums[0].Found, sums[0].Healed, differences, lost);
    }
}
