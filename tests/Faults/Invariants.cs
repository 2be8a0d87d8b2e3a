using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Faults;

/// <summary>
/// What must be true of a system at rest, asked in SQL of all databases and compared with the ledger. Each answer is a violation in words;
/// none is good.
/// </summary>
internal sealed class Invariants(TheSystem system, Ledger ledger, ISet<string> poisoned)
{
    // Written down once more: an oracle of its own.
    private static readonly HashSet<(string, string)> Transitions =
    [
        ("draft", "arrived"),
        ("draft", "withdrawn"),
        ("arrived", "accepted"),
        ("arrived", "refused"),
        ("arrived", "withdrawn"),
        ("accepted", "processing"),
        ("accepted", "withdrawn"),
        ("accepted", "stopped"),
        ("processing", "decided"),
        ("processing", "withdrawn"),
        ("processing", "stopped"),
        ("decided", "returned"),
    ];

    private readonly HashSet<string> _seen = [];

    public async Task<List<string>> Check()
    {
        var found = new List<string>();
        _seen.Clear();
        await InDossiers(found);
        foreach (var service in TheSystem.Services)
            await InEvery(service, found);
        found.AddRange(poisoned.Except(_seen).Select(mark => $"{mark} is listed nowhere"));
        found.AddRange(await new Effects(system).Check());
        found.AddRange(ledger.Contradictions);
        found.AddRange(ledger.Unanswered.Select(request => $"never answered: {request}"));
        return found;
    }

    private async Task InDossiers(List<string> found)
    {
        await using var db = await system.Connect(ResourceNames.DatabaseOf(ResourceNames.Dossiers));
        var rows = (
            await Sql.Rows(
                db,
                "select id, request_code, number, phase, sequence from dossier",
                row =>
                    (
                        Id: row.GetGuid(0),
                        Code: row.GetString(1),
                        Number: row.IsDBNull(2) ? null : row.GetString(2),
                        Phase: row.GetString(3)
                    )
            )
        ).ToDictionary(row => row.Id);

        foreach (var entry in ledger.Entries)
        {
            if (!rows.TryGetValue(entry.Id, out var row))
                found.Add($"lost: dossier {entry.Id} was acknowledged to key {entry.Key}");
            else if (row.Code != entry.RequestCode)
                found.Add($"{entry.Id} was {entry.RequestCode} and is {row.Code}");
            else if (entry.Number is not null && row.Number != entry.Number)
                found.Add($"{entry.Id} was given {entry.Number} and has {row.Number}");
            else if (entry.Has("return") && row.Phase != "Returned")
                found.Add($"{entry.Id} was returned and is {row.Phase}");
            else if (entry.Has("withdrawal") && row.Phase != "Withdrawn")
                found.Add($"{entry.Id} was withdrawn and is {row.Phase}");
        }
        if (ledger.Unanswered.IsEmpty && rows.Count != ledger.Entries.Count)
            found.Add($"{rows.Count} dossiers, {ledger.Entries.Count} acknowledged");

        Numbers([.. rows.Values.Select(row => row.Number).OfType<string>()], found);
        await Keys(db, found);
        await Histories(db, found);
    }

    // Agency and day before the last hyphen, the number of the day behind it: unique, from one, without a hole.
    private static void Numbers(List<string> numbers, List<string> found)
    {
        foreach (var series in numbers.GroupBy(number => number[..number.LastIndexOf('-')]))
        {
            int[] given =
            [
                .. series
                    .Select(number =>
                        int.Parse(
                            number[(series.Key.Length + 1)..],
                            System.Globalization.CultureInfo.InvariantCulture
                        )
                    )
                    .Order(),
            ];
            if (!given.SequenceEqual(Enumerable.Range(1, given.Length)))
                found.Add($"numbers of {series.Key}: {string.Join(' ', given)}");
        }
    }

    /// <summary>One key, one dossier, and the other way round.</summary>
    private async Task Keys(NpgsqlConnection db, List<string> found)
    {
        var keys = await Sql.Rows(
            db,
            """
            select subject, key, (convert_from(body, 'UTF8')::jsonb ->> 'id')::uuid from idempotency where status = 201
            """,
            row => (Subject: row.GetString(0), Key: row.GetString(1), Id: row.GetGuid(2))
        );
        found.AddRange(
            keys.GroupBy(row => row.Id)
                .Where(same => same.Count() > 1)
                .Select(same => $"{same.Key} was made for {same.Count()} keys")
        );
        var known = keys.ToDictionary(row => (row.Subject, row.Key), row => row.Id);
        found.AddRange(
            ledger
                .Entries.Where(entry =>
                    known.GetValueOrDefault((entry.Subject, entry.Key)) != entry.Id
                )
                .Select(entry => $"key {entry.Key} does not lead to {entry.Id}")
        );
    }

    private static async Task Histories(NpgsqlConnection db, List<string> found)
    {
        var lines = await Sql.Rows(
            db,
            "select dossier_id, split_part(from_facets, ' ', 1), split_part(to_facets, ' ', 1) from history order by dossier_id, version, id",
            row => (Id: row.GetGuid(0), From: row.GetString(1), To: row.GetString(2))
        );
        foreach (var life in lines.GroupBy(line => line.Id))
        {
            string? last = null;
            foreach (var (_, from, to) in life)
            {
                if (last is not null && from != last)
                    found.Add($"{life.Key}: was {last}, then went from {from}");
                if (from != to && from.Length > 0 && !Transitions.Contains((from, to)))
                    found.Add($"{life.Key}: went from {from} to {to}");
                last = to;
            }
        }
    }

    /// <summary>What holds for everyone who speaks and listens.</summary>
    private async Task InEvery(string service, List<string> found)
    {
        await using var db = await system.Connect(ResourceNames.DatabaseOf(service));
        found.AddRange(
            (
                await Sql.Rows(
                    db,
                    """
                    select 'sequence of ' || aggregate_id || ' is not dense' from event_log
                    group by aggregate_id having min(sequence) <> 1 or max(sequence) <> count(*) or count(distinct sequence) <> count(*)
                    union all
                    select (select count(*) from outbox) || ' left in the outbox' where exists (select from outbox)
                    union all
                    select (select count(*) from held) || ' held' where exists (select from held)
                    union all
                    select 'said and never published: ' || event_id from event_log e
                    where not exists (select from published p where p.event_id = e.event_id)
                    union all
                    select 'positions of published are not dense' from published
                    having min(position) <> 1 or max(position) <> count(*)
                    union all
                    select 'applied twice, from ' || c.producer || ': ' || i.rows || ' heard, ' || c.places || ' places'
                    from (select producer, sum(sequence)::bigint as places from cursor group by producer) c
                    join (select split_part(queue, '.from-', 2) as producer, count(*) filter (where not late) as rows from inbox group by 1) i
                      using (producer)
                    where i.rows <> c.places
                    union all
                    select 'a deadline fails: ' || kind || ' ' || key || ': ' || split_part(failure, E'\n', 1) from deadline where failure is not null
                    union all
                    select 'never answered: ' || kind || ' ' || key from expectation where missed_at is not null and met_at is null
                    """,
                    row => row.GetString(0)
                )
            ).Select(text => $"{service}: {text}")
        );
        await Errors(service, db, found);
    }

    /// <summary>Listed is what was poisoned, and nothing else: no fault of a server makes an error of a message.</summary>
    private async Task Errors(string service, NpgsqlConnection db, List<string> found)
    {
        var listed = await Sql.Rows(
            db,
            "select queue, split_part(reason, E'\n', 1), coalesce(substring(body from 'poison-[0-9]+'), '') from error",
            row => (Text: $"{row.GetString(0)}: {row.GetString(1)}", Mark: row.GetString(2))
        );
        found.AddRange(
            listed
                .Where(error => !poisoned.Contains(error.Mark))
                .Select(error => $"{service}: an error that nobody meant, {error.Text}")
        );
        foreach (var (_, mark) in listed)
            _seen.Add(mark);
    }
}
