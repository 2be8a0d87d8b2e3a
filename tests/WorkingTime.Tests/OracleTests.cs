using CsCheck;
using Npgsql;
using NpgsqlTypes;

namespace HoanKiem.WorkingTime.Tests;

/// <summary>Two authors, one law: ten thousand generated clocks, computed here and by Oracle.sql on PostgreSQL.</summary>
public sealed class OracleTests
{
    private static readonly DateTimeOffset Later = Local.Time("31/12/2040 12:00");

    [Fact]
    public async Task Ten_thousand_generated_clocks_agree_with_the_rules_written_in_sql()
    {
        var connectionString = Environment.GetEnvironmentVariable("HOANKIEM_TEST_POSTGRES");
        Assert.SkipWhen(connectionString is null, "HOANKIEM_TEST_POSTGRES names no PostgreSQL.");
        var cases = Generated.Case.Array[10_000].Single();
        await using var db = new NpgsqlConnection(connectionString);
        await db.OpenAsync(TestContext.Current.CancellationToken);
        await Load(db, cases);

        var answers = await Answers(db);

        Assert.Equal(cases.Length, answers.Count);
        var wrong = cases
            .Select((c, id) => (Case: c, Ours: c.Clock.Due(Later), Sql: answers[id]))
            .Where(x => x.Ours.DueAt != x.Sql.DueAt || x.Ours.Provisional != x.Sql.Provisional)
            .Select(x =>
                $"{Describe(x.Case)}: here {Local.Text(x.Ours.DueAt)}, in SQL {Local.Text(x.Sql.DueAt)}"
            )
            .ToList();
        Assert.True(
            wrong.Count == 0,
            $"{wrong.Count} disagree, such as\n{string.Join('\n', wrong.Take(5))}"
        );
    }

    private static async Task Load(NpgsqlConnection db, GeneratedCase[] cases)
    {
        await Execute(
            db,
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Oracle.sql"))
        );
        // From the file, not from our calendar: the oracle reads the law's days itself.
        await Execute(db, "insert into covered values ('2016-01-01', '2026-12-31')");
        await Copy(
            db,
            "unusual_day",
            Calendars.Rows().Select(row => new object?[] { row.Date, row.Kind })
        );
        await Execute(db, "select pg_temp.number_the_days()");
        await Copy(
            db,
            "clock_case",
            cases.Select(
                (c, id) =>
                    new object?[]
                    {
                        id,
                        c.Clock.ReceivedAt,
                        c.Clock.Limit.Value,
                        Snake(c.Clock.Limit.Unit),
                        c.Clock.Limit.CutOff,
                        Snake(c.Clock.Supplement),
                        c.Saturdays,
                    }
            )
        );
        await Copy(
            db,
            "clock_wait",
            cases.SelectMany(
                (c, id) =>
                    c.Clock.Waits.Select(w => new object?[] { id, w.From, w.To, Snake(w.Kind) })
            )
        );
        await Execute(
            db,
            "analyze clock_case; analyze clock_wait; analyze day; analyze working_day"
        );
    }

    private static async Task<Dictionary<int, (DateTimeOffset DueAt, bool Provisional)>> Answers(
        NpgsqlConnection db
    )
    {
        var answers = new Dictionary<int, (DateTimeOffset, bool)>();
        await using var command = new NpgsqlCommand(
            "select id, due_at, provisional from answer",
            db
        )
        {
            CommandTimeout = 120,
        };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            answers.Add(
                reader.GetInt32(0),
                (reader.GetFieldValue<DateTimeOffset>(1), reader.GetBoolean(2))
            );
        return answers;
    }

    private static async Task Copy(NpgsqlConnection db, string table, IEnumerable<object?[]> rows)
    {
        await using var import = await db.BeginBinaryImportAsync(
            $"copy {table} from stdin (format binary)"
        );
        foreach (var row in rows)
        {
            await import.StartRowAsync();
            foreach (var value in row)
                if (value is DateTimeOffset at)
                    await import.WriteAsync(at, NpgsqlDbType.TimestampTz);
                else
                    await import.WriteAsync(value);
        }
        await import.CompleteAsync();
    }

    private static async Task Execute(NpgsqlConnection db, string sql)
    {
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync();
    }

    private static string Snake<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonSerializer.Serialize(value).Trim('"');

    private static string Describe(GeneratedCase c) =>
        $"{Local.Text(c.Clock.ReceivedAt)} + {c.Clock.Limit.Value} {c.Clock.Limit.Unit} cut-off {c.Clock.Limit.CutOff} "
        + $"{c.Clock.Supplement} saturdays {c.Saturdays} waits "
        + string.Join(
            " | ",
            c.Clock.Waits.Select(w => $"{w.Kind} {Local.Text(w.From)} > {Local.Text(w.To!.Value)}")
        );
}
