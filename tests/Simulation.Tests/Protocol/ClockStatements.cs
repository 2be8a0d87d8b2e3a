namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>What the SQL of DeadlineClock.cs and ExpectationClock.cs does, said again over tables in memory.</summary>
internal sealed class ClockStatements(Tables tables)
{
    private static readonly TimeSpan AnswersKept = TimeSpan.FromMinutes(10);

    /// <summary>Deadlines.Set, and Clear without a moment.</summary>
    public void SetDeadline(Transaction tx, string kind, string key, DateTimeOffset? dueAt) =>
        tables.Deadline.Put(tx, tables.Deadline.NextId(), new DeadlineRow(kind, key, dueAt));

    /// <summary>DeadlineClock.ClaimAsync: the row that passed first and that nobody else has claimed; those of its key before it are removed.</summary>
    public (long Id, DeadlineRow Row, bool Counts)? Claim(
        Transaction tx,
        DateTimeOffset business,
        DateTimeOffset system,
        Database database
    )
    {
        var claimed = tables
            .Deadline.Rows(tx)
            .Where(row =>
                row.Value.DueAt <= business
                && (row.Value.RetryAt is not { } retry || retry <= system)
                && database.IsFree(("deadline", row.Key))
            )
            .OrderBy(row => row.Value.DueAt)
            .ThenBy(row => row.Key)
            .FirstOrDefault();
        if (claimed.Value is null)
            return null;
        var ofKey = tables
            .Deadline.Rows(tx)
            .Where(row =>
                row.Value.Kind == claimed.Value.Kind && row.Value.Key == claimed.Value.Key
            )
            .ToList();
        var newest = ofKey.MaxBy(row => row.Key);
        foreach (var (id, _) in ofKey)
            if (id <= claimed.Key || (newest.Value.DueAt is null && id <= newest.Key))
                tables.Deadline.Delete(tx, id);
        return (claimed.Key, claimed.Value, claimed.Key == newest.Key);
    }

    /// <summary>DeadlineClock.PostponeAsync.</summary>
    public void Postpone(Transaction tx, long id, DateTimeOffset retryAt)
    {
        if (tables.Deadline.Find(tx, id) is { } row)
            tables.Deadline.Put(
                tx,
                id,
                row with
                {
                    Attempts = row.Attempts + 1,
                    RetryAt = retryAt,
                }
            );
    }

    /// <summary>ExpectationClock.SweepClearedAsync.</summary>
    public void SweepCleared(Transaction tx)
    {
        var rows = tables.Deadline.Rows(tx).ToList();
        foreach (var (clearedId, cleared) in rows.Where(row => row.Value.DueAt is null))
        foreach (var (id, row) in rows)
            if (row.Kind == cleared.Kind && row.Key == cleared.Key && id <= clearedId)
                tables.Deadline.Delete(tx, id);
    }

    /// <summary>Expectations.Expect.</summary>
    public void Expect(Transaction tx, string kind, string key, DateTimeOffset dueAt) =>
        tables.Expectation.Put(
            tx,
            tables.Expectation.NextId(),
            new ExpectationRow(kind, key, dueAt)
        );

    /// <summary>Expectations.Met.</summary>
    public void Answer(Transaction tx, string kind, string key, DateTimeOffset now) =>
        tables.Answer.Put(tx, tables.Answer.NextId(), new AnswerRow(kind, key, now));

    /// <summary>ExpectationClock.MeetAsync: the nth answer meets the nth expectation; old answers go; what is due is missed.</summary>
    public void Meet(Transaction tx, DateTimeOffset now)
    {
        foreach (
            var answers in tables
                .Answer.Rows(tx)
                .OrderBy(row => row.Key)
                .GroupBy(row => (row.Value.Kind, row.Value.Key))
                .ToList()
        )
        {
            var waiting = tables
                .Expectation.Rows(tx)
                .Where(row =>
                    row.Value.MetAt is null && (row.Value.Kind, row.Value.Key) == answers.Key
                )
                .OrderBy(row => row.Key)
                .ToList();
            foreach (var (expectation, answer) in waiting.Zip(answers))
            {
                tables.Answer.Delete(tx, answer.Key);
                if (expectation.Value.MissedAt is null)
                    tables.Expectation.Delete(tx, expectation.Key);
                else
                    tables.Expectation.Put(
                        tx,
                        expectation.Key,
                        expectation.Value with
                        {
                            MetAt = answer.Value.MetAt,
                        }
                    );
            }
        }
        foreach (var (id, answer) in tables.Answer.Rows(tx).ToList())
            if (answer.MetAt < now - AnswersKept)
                tables.Answer.Delete(tx, id);
        foreach (var (id, row) in tables.Expectation.Rows(tx).ToList())
            if (row is { MissedAt: null, MetAt: null } && row.DueAt <= now)
                tables.Expectation.Put(tx, id, row with { MissedAt = now });
    }

    /// <summary>ExpectationClock.ReleaseLeftBehindAsync: what was passed goes; whose turn has come is named.</summary>
    public IReadOnlyList<(string Producer, string Aggregate)> LeftBehind(Transaction tx)
    {
        var left = new List<(string, string)>();
        foreach (var (key, held) in tables.Held.Rows(tx).ToList())
        {
            if (tables.Cursor.Find(tx, (key.Producer, key.Aggregate)) is not { Sequence: var at })
                continue;
            if (key.Sequence <= at)
                tables.Held.Delete(tx, key);
            else if (key.Sequence == at + 1 && held.FailedAt is null)
                left.Add((key.Producer, key.Aggregate));
        }
        return left;
    }
}
