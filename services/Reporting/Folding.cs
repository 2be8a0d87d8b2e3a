using HoanKiem.ServiceDefaults.Database;
using Npgsql;

namespace HoanKiem.Reporting;

/// <summary>
/// Counts without waiting: an event adds a row of what it changes, reads sum what was folded and those rows, and once a second the rows are
/// folded into the totals, so that there are never many. Many consumers that changed the same total would wait for each other's commits.
/// </summary>
internal sealed class Folding(
    [FromKeyedServices(DatabaseLogin.Worker)] NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<Folding> log
) : BackgroundService
{
    private const int AtOnce = 10_000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>The totals as they are now. One statement reads both halves, so nobody sees a row twice or not at all.</summary>
    public static MigrationStep Views { get; } =
        MigrationStep.Sql(
            "totals as they are now",
            """
            create or replace view on_time_now as
                select agency, month, procedure_code, channel, sum(received)::bigint as received, sum(early)::bigint as early,
                       sum(on_time)::bigint as on_time, sum(late)::bigint as late, sum(closed)::bigint as closed,
                       sum(in_progress)::bigint as in_progress
                from (
                    select agency, month, procedure_code, channel, received, early, on_time, late, closed, in_progress from on_time_cell
                    union all
                    select agency, month, procedure_code, channel, received, early, on_time, late, closed, in_progress from on_time_change
                ) c group by agency, month, procedure_code, channel;
            create or replace view figure_now as
                select name, sum(value)::bigint as value, producer
                from (select name, producer, value from figure union all select name, producer, 1 from figure_change) f
                group by name, producer;
            grant select on on_time_now, figure_now to {app}, {worker};
            """
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await FoldAsync(stoppingToken);
            }
            catch (NpgsqlException fault)
            {
                log.LogWarning("Counts wait for the database: {Reason}", fault.Message);
            }
        }
    }

    /// <summary>Folds what is there. Two that fold at once take different rows or none.</summary>
    internal async Task FoldAsync(CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                $"""
                with gone as (
                    delete from on_time_change where id in (
                        select id from on_time_change order by id limit {AtOnce} for update skip locked)
                    returning *
                )
                insert into on_time_cell as c (agency, month, procedure_code, channel, received, early, on_time, late, closed, in_progress)
                select agency, month, procedure_code, channel, sum(received), sum(early), sum(on_time), sum(late), sum(closed), sum(in_progress)
                from gone group by agency, month, procedure_code, channel order by agency, month, procedure_code, channel
                on conflict (agency, month, procedure_code, channel) do update set
                    received = c.received + excluded.received, early = c.early + excluded.early, on_time = c.on_time + excluded.on_time,
                    late = c.late + excluded.late, closed = c.closed + excluded.closed, in_progress = c.in_progress + excluded.in_progress
                """
            )
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                $"""
                with gone as (
                    delete from figure_change where id in (
                        select id from figure_change order by id limit {AtOnce} for update skip locked)
                    returning name, producer
                )
                insert into figure as f (name, producer, value)
                select name, producer, count(*) from gone group by name, producer order by name
                on conflict (name) do update set value = f.value + excluded.value
                """
            )
        );
        await batch.ExecuteNonQueryAsync(ct);
    }
}
