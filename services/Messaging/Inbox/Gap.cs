using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>Something is missing before a held event: its producer is asked, and the answer is expected like any other.</summary>
internal sealed record Gap(string Producer, string Aggregate, long HeldSequence)
{
    private const string Kind = "gap-closed";

    private string Key =>
        string.Create(CultureInfo.InvariantCulture, $"{Producer}:{Aggregate}:{HeldSequence}");

    /// <summary>The event that waited behind the gap has been applied.</summary>
    public static void Closed(
        IServiceProvider scope,
        string producer,
        string aggregate,
        long heldSequence
    ) =>
        scope
            .GetRequiredService<IExpectations>()
            .Met(Kind, new Gap(producer, aggregate, heldSequence).Key);

    /// <summary>
    /// The first held event of each aggregate that has waited too long. What is missing because its own handling failed is in the list
    /// of errors: the producer cannot help there.
    /// </summary>
    public static async Task<IReadOnlyList<Gap>> FindAsync(
        NpgsqlConnection connection,
        DateTimeOffset heldBefore,
        DateTimeOffset askedBefore,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select h.producer, h.aggregate, h.sequence from (
                select distinct on (producer, aggregate) producer, aggregate, sequence, held_at, asked_at, failed_at
                from held order by producer, aggregate, sequence
            ) h
            where h.held_at < $1 and (h.asked_at is null or h.asked_at < $2) and h.failed_at is null
              and not exists (select from error e where e.aggregate = h.aggregate and e.sequence < h.sequence)
            limit 100
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = heldBefore },
                new() { Value = askedBefore },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var gaps = new List<Gap>();
        while (await reader.ReadAsync(ct))
            gaps.Add(new Gap(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        return gaps;
    }

    /// <summary>Notes that the producer was asked, and expects its answer.</summary>
    public static async Task AskedAsync(
        NpgsqlConnection connection,
        Gap gap,
        DateTimeOffset now,
        DateTimeOffset answerDueAt,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            with asked as (
                update held set asked_at = $4 where producer = $1 and aggregate = $2 and sequence = $3 returning 1
            )
            insert into expectation (kind, key, expected_at, due_at)
            select $5, $6, $4, $7 from asked
            where not exists (select from expectation where kind = $5 and key = $6 and met_at is null)
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = gap.Producer },
                new() { Value = gap.Aggregate },
                new() { Value = gap.HeldSequence },
                new() { Value = now },
                new() { Value = Kind },
                new() { Value = gap.Key },
                new() { Value = answerDueAt },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
