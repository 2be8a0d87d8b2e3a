using HoanKiem.Access;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>
/// Tells the national portal every change of state (Nghị định 224/2026, Điều 15.1 g). Rows are leased in one short transaction, sent
/// outside of any, and answered in another; of each dossier only its oldest row, so that the order holds. While the portal is down
/// rows wait and nothing else does.
/// </summary>
internal sealed class SendProgress(
    IServiceScopeFactory scopes,
    TimeProvider system,
    BusinessClock clock,
    Sealing sealing,
    PortalClient portal,
    IOptions<PortalOptions> options,
    ILogger<SendProgress> log
) : BackgroundService
{
    private const int Batch = 50;
    private const int MostRefusals = 5;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Url.Length == 0)
        {
            log.LogInformation("No address of the national portal: its rows wait");
            return;
        }

        var pause = options.Value.Poll;
        while (!stoppingToken.IsCancellationRequested)
        {
            var sent = 0;
            try
            {
                sent = await Round(stoppingToken);
                pause = options.Value.Poll;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                log.LogWarning(
                    "The national portal was not told, again in {Pause}: {Fault}",
                    pause,
                    fault is PortalUnreachableException ? fault.Message : fault.ToString()
                );
            }

            if (sent == 0)
                await Task.Delay(pause, system, stoppingToken);
        }
    }

    private async Task<int> Round(CancellationToken ct)
    {
        var records = await Lease(ct);
        if (records.Count == 0)
            return 0;

        var answers = new Dictionary<Guid, (string Code, string Message)>();
        foreach (var lost in records.Where(record => record.Record is null))
            answers[lost.RowId] = ("", "the dossier cannot be read any more");
        PortalUnreachableException? unreachable = null;
        try
        {
            foreach (
                var group in records
                    .Where(record => record.Record is not null)
                    .GroupBy(record => (record.Service, record.Updating))
            )
                await Send(group.Key.Service, group.Key.Updating, [.. group], answers, ct);
        }
        catch (PortalUnreachableException fault)
        {
            unreachable = fault;
        }

        await Settle([.. records.Select(record => record.RowId)], answers, ct);
        return unreachable is null ? answers.Count : throw unreachable;
    }

    private async Task<IReadOnlyList<PortalRecord>> Lease(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<DossiersDb>();
        var now = system.GetUtcNow();
        List<SyncRow> rows;
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            rows = await db
                .SyncRows.FromSql(
                    $"""
                    select * from sync s where state = 'Queued' and (next_at is null or next_at <= {now})
                        and not exists (select 1 from sync earlier
                            where earlier.dossier_id = s.dossier_id and earlier.version < s.version and earlier.state = 'Queued')
                    order by id limit {Batch} for update skip locked
                    """
                )
                .ToListAsync(ct);
            // Long enough for the batch, and for each record alone when one of them spoils it.
            foreach (var row in rows)
                row.Lease(now + options.Value.Timeout * 3 + TimeSpan.FromMinutes(1));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return rows.Count == 0
            ? []
            : await PortalRecords.Of(
                db,
                scope.ServiceProvider.GetRequiredService<Rules>(),
                sealing,
                rows,
                ct
            );
    }

    // Together first; when the portal refuses, one by one, so that a bad record holds up no other.
    private async Task Send(
        string service,
        bool? updating,
        List<PortalRecord> records,
        Dictionary<Guid, (string Code, string Message)> answers,
        CancellationToken ct
    )
    {
        var answer = await portal.Send(
            service,
            updating,
            [.. records.Select(record => record.Record!)],
            ct
        );
        if (answer.Code == PortalClient.Success || records.Count == 1)
        {
            foreach (var record in records)
                answers[record.RowId] = answer;
            return;
        }

        foreach (var record in records)
            await Send(service, updating, [record], answers, ct);
    }

    private async Task Settle(
        List<Guid> rowIds,
        Dictionary<Guid, (string Code, string Message)> answers,
        CancellationToken ct
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<DossiersDb>();
        var now = system.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var rows = await db
            .SyncRows.Where(row => rowIds.Contains(row.Id) && row.State == SyncRowState.Queued)
            .ToListAsync(ct);
        foreach (var row in rows)
        {
            if (!answers.TryGetValue(row.Id, out var answer))
                row.NotSent("unreachable", final: false, now);
            else if (answer.Code == PortalClient.Success)
                row.Sent(answer.Code, now);
            else
                await Refused(db, row, answer, now, ct);
        }

        await db.SaveChangesAsync(ct);
        var dossiers = rows.Select(row => row.DossierId).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            update dossier set sync = 'UpToDate' where id = any({dossiers}) and sync = 'Pending'
                and not exists (select 1 from sync where dossier_id = dossier.id and state <> 'Sent')
            """,
            ct
        );
        await transaction.CommitAsync(ct);
    }

    private async Task Refused(
        DossiersDb db,
        SyncRow row,
        (string Code, string Message) answer,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var final = row.Attempts + 1 >= MostRefusals;
        var words = $"{answer.Code} {answer.Message}".Trim();
        row.NotSent(words.Length > 200 ? words[..200] : words, final, now);
        // Only the code: what the portal says beside it may quote the record.
        log.LogWarning(
            "The national portal refused row {Row}, attempt {Attempt}: {Answer}",
            row.Id,
            row.Attempts,
            answer.Code
        );
        if (!final)
            return;
        var dossier = await db.Dossiers.SingleAsync(dossier => dossier.Id == row.DossierId, ct);
        db.OpenItems.Add(
            OpenItem.Of(
                dossier,
                "nationalPortalRefused",
                new(
                    $"Cổng Dịch vụ công quốc gia không nhận trạng thái {row.Status}: {answer.Code}.",
                    $"The national portal does not take status {row.Status}: {answer.Code}."
                ),
                clock.GetUtcNow(),
                By.Clock
            )
        );
    }
}
