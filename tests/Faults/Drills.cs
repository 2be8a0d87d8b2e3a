using System.Diagnostics;
using HoanKiem.Contracts;
using HoanKiem.Demonstration;
using HoanKiem.SignIn;
using Npgsql;

namespace HoanKiem.Faults;

/// <summary>What takes too long for a cycle, and is measured.</summary>
internal sealed class Drills(TheSystem system, Campaign campaign, Action<string> say)
{
    /// <summary>How a backlog of events went out and was heard.</summary>
    public sealed record Backlog(
        string What,
        int Events,
        double AwaySeconds,
        double DrainSeconds,
        IReadOnlyList<string> Violations
    );

    /// <summary>The control: what the ledger finds missing when the disk was lied about.</summary>
    public sealed record Control(int Acknowledged, int Lost, bool CameBack)
    {
        /// <summary>The check has seen that something is wrong.</summary>
        public bool Noticed => Lost > 0 || !CameBack;
    }

    /// <summary>The broker is away under load, a backlog grows beside it, and then it is back.</summary>
    public async Task<Backlog> BrokerAway(TimeSpan away, int events)
    {
        var watch = Stopwatch.StartNew();
        system.Broker.CutOff(Wire.Everyone, Cut.Reset);
        await Say(events);
        var cycle = campaign.Run(
            10_000 + events,
            [
                new Fault(
                    "broker-away-for-long",
                    1,
                    async _ =>
                    {
                        await Task.Delay(away);
                        system.Broker.Heal();
                    }
                ),
            ],
            TimeSpan.Zero
        );
        while (watch.Elapsed < away)
            await Task.Delay(200);
        var gone = watch.Elapsed.TotalSeconds;
        watch.Restart();
        var (_, left) = await campaign.Rest.Come(TimeSpan.FromMinutes(15));
        var drained = watch.Elapsed.TotalSeconds;
        var ended = await cycle;
        string[] violations = left.Length == 0 ? [] : [$"not drained: {left}"];
        return Told(
            new Backlog(
                "broker away under load",
                events,
                Math.Round(gone, 1),
                Math.Round(drained, 1),
                [.. ended.Violations, .. violations]
            )
        );
    }

    /// <summary>A very long outbox while a reader holds its old view of the database, so that nothing that is deleted can be cleaned away.</summary>
    public async Task<Backlog> LongOutbox(int events)
    {
        await using var reader = await system.Connect(
            ResourceNames.DatabaseOf(ResourceNames.Feedback)
        );
        await Sql.Do(reader, "begin isolation level repeatable read");
        _ = await Sql.Number(reader, "select count(*) from outbox");
        await Say(events);
        var watch = Stopwatch.StartNew();
        var (_, left) = await campaign.Rest.Come(TimeSpan.FromMinutes(20));
        var drained = watch.Elapsed.TotalSeconds;
        await Sql.Do(reader, "rollback");
        return Told(
            new Backlog(
                "long outbox, old reader",
                events,
                0,
                Math.Round(drained, 1),
                left.Length == 0 ? [] : [$"not drained: {left}"]
            )
        );
    }

    /// <summary>
    /// The negative control: dossiers are acknowledged while PostgreSQL does not flush, then the power goes. The ledger must find them missing.
    /// What is left of the system is good for nothing afterwards.
    /// </summary>
    public async Task<Control> PowerCutWithoutFsync(int dossiers)
    {
        await using (var connection = await system.Connect("postgres"))
        {
            await Sql.Do(connection, "checkpoint");
            await Sql.Do(connection, "alter system set fsync = off");
            await Sql.Do(connection, "select pg_reload_conf()");
        }
        var before = campaign.Ledger.Entries.Count;
        for (var number = 900_000; number < 900_000 + dossiers; number++)
            await Submit(number);
        var acknowledged = campaign.Ledger.Entries.Count - before;
        await system.Disk!.LosePower(system);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(1))
            try
            {
                await using var db = await system.Connect(
                    ResourceNames.DatabaseOf(ResourceNames.Dossiers)
                );
                var there = (
                    await Sql.Rows(db, "select id from dossier", row => row.GetGuid(0))
                ).ToHashSet();
                var lost = campaign.Ledger.Entries.Count(entry => !there.Contains(entry.Id));
                say($"control without fsync: {acknowledged} acknowledged, {lost} lost");
                return new Control(acknowledged, lost, CameBack: true);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(500);
            }
        say(
            $"control without fsync: {acknowledged} acknowledged, and PostgreSQL did not come back"
        );
        return new Control(acknowledged, 0, CameBack: false);
    }

    private async Task Submit(int number)
    {
        var clerk = Person.Officer("clerk", "hoan-kiem", later: true);
        var (status, answer) = await campaign.Client.Ask(
            clerk,
            HttpMethod.Post,
            ResourceNames.Dossiers,
            "/v1/dossiers",
            new
            {
                channel = "counter",
                procedureCode = "2.000815",
                competentAgency = "hoan-kiem",
                receivedAt = "hoan-kiem",
                delivery = "counter",
                parties = new[] { TestPeople.Applicant(number) },
                papers = (await campaign.PapersOfCopies()).Select(code => new
                {
                    code,
                    originals = 1,
                }),
            },
            $"control-{number}"
        );
        if (status != 201)
            throw new InvalidOperationException($"submission → {status} {answer.ToJsonString()}");
        campaign.Ledger.Submitted(
            $"control-{number}",
            clerk.Subject,
            Guid.Parse((string)answer["id"]!),
            (string)answer["requestCode"]!,
            campaign.Client.Now
        );
    }

    // Reports of citizens that nobody keeps: everyone who listens to Feedback only moves a cursor for each.
    private async Task Say(int events)
    {
        await using var db = await system.Connect(ResourceNames.DatabaseOf(ResourceNames.Feedback));
        await Sql.Do(
            db,
            """
            with said as (
                insert into event_log (event_id, type, aggregate_id, sequence, occurred_at, recorded_at, body)
                select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
                        || substr(md5('a' || i || random()), 1, 3) || '8' || substr(md5('b' || i || random()), 1, 15))::uuid,
                    'HoanKiem.Contracts.Feedback.V1:ReportReceived', id::text, 1, now(), now(),
                    json_build_object('reportId', id, 'sequence', 1, 'occurredAt', now(), 'agency', 'hoan-kiem',
                        'kind', 'road', 'urgency', 'ordinary', 'dueAt', null)::text
                from (select i, gen_random_uuid() as id from generate_series(1, $1) i) reports
                returning event_id)
            insert into outbox (event_id) select event_id from said
            """,
            events
        );
    }

    private Backlog Told(Backlog backlog)
    {
        say(
            $"{backlog.What}: {backlog.Events} events, away {backlog.AwaySeconds} s, drained in {backlog.DrainSeconds} s"
                + (backlog.Violations.Count == 0 ? "" : "  VIOLATED")
        );
        foreach (var violation in backlog.Violations.Take(10))
            say($"      {violation}");
        return backlog;
    }
}
