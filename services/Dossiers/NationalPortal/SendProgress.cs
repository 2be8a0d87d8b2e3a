using HoanKiem.Access;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>
/// Tells the national portal every change of state (Nghị định 224/2026, Điều 15.1 g). Rows are leased in one statement, sent outside of any
/// transaction, and answered in another statement; of each dossier only its oldest row, so that the order holds. While the portal is down
/// rows wait and nothing else does.
/// </summary>
internal sealed class SendProgress(
    IServiceScopeFactory scopes,
    TimeProvider system,
    BusinessClock clock,
    CommitSignal commits,
    SyncQueue queue,
    Sealing sealing,
    PortalClient portal,
    IOptions<PortalOptions> options,
    ILogger<SendProgress> log
) : BackgroundService
{
    private const int Batch = 50;
    private const int MostRefusals = 5;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly HashSet<Guid> _told = [];
    private DateTimeOffset _marked;

    private sealed record Answered(LeasedRow Row, string Code, string Message);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Url.Length == 0)
        {
            log.LogInformation("No address of the national portal: its rows wait");
            return;
        }

        var listener = commits.Listen();
        var (pause, started) = (options.Value.Poll, false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!started)
                    _told.UnionWith(await queue.LatelyTold(stoppingToken));
                started = true;
                var sent = await Round(stoppingToken);
                await MarkTold(stoppingToken);
                pause = options.Value.Poll;
                // What was sent may let go the next row of its dossier.
                if (sent < Batch)
                    await listener.WaitAsync(
                        options.Value.Poll,
                        sent > 0 ? options.Value.Poll : options.Value.Sweep,
                        stoppingToken
                    );
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                log.LogWarning(
                    "The national portal was not told, again in {Pause}: {Fault}",
                    pause,
                    fault is PortalUnreachableException ? fault.Message : fault.ToString()
                );
                await Task.Delay(pause, system, stoppingToken);
            }
        }
    }

    private async Task<int> Round(CancellationToken ct)
    {
        var now = system.GetUtcNow();
        // Long enough for the batch, and for each record alone when one of them spoils it.
        var until = now + options.Value.Timeout * 3 + TimeSpan.FromMinutes(1);
        var rows = await queue.Lease(now, until, Batch, ct);
        if (rows.Count == 0)
            return 0;

        var records = await Records(rows, ct);
        var answers = new List<Answered>();
        foreach (var lost in records.Where(record => record.Record is null))
            answers.Add(new(lost.Row, "", "the dossier cannot be read any more"));
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

        await Settle(rows, answers, ct);
        return unreachable is null ? answers.Count : throw unreachable;
    }

    private async Task<IReadOnlyList<PortalRecord>> Records(
        IReadOnlyList<LeasedRow> rows,
        CancellationToken ct
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider.UseWorkerLogin();
        return await PortalRecords.Of(
            services.GetRequiredService<DossiersDb>(),
            services.GetRequiredService<Rules>(),
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
        List<Answered> answers,
        CancellationToken ct
    )
    {
        var (code, message) = await portal.Send(
            service,
            updating,
            [.. records.Select(record => record.Record!)],
            ct
        );
        if (code == PortalClient.Success || records.Count == 1)
        {
            answers.AddRange(records.Select(record => new Answered(record.Row, code, message)));
            return;
        }

        foreach (var record in records)
            await Send(service, updating, [record], answers, ct);
    }

    private async Task Settle(
        IReadOnlyList<LeasedRow> rows,
        List<Answered> answers,
        CancellationToken ct
    )
    {
        var now = system.GetUtcNow();
        var settled = new List<SettledRow>(rows.Count);
        var refused = new List<Answered>();
        foreach (var (row, code, message) in answers)
        {
            if (code == PortalClient.Success)
            {
                settled.Add(SettledRow.Sent(row, code, now));
                _told.Add(row.DossierId);
                continue;
            }

            var final = row.Attempts + 1 >= MostRefusals;
            var words = $"{code} {message}".Trim();
            settled.Add(
                SettledRow.NotSent(row, words.Length > 200 ? words[..200] : words, final, now)
            );
            // Only the code: what the portal says beside it may quote the record.
            log.LogWarning(
                "The national portal refused row {Row}, attempt {Attempt}: {Answer}",
                row.Id,
                row.Attempts + 1,
                code
            );
            if (final)
                refused.Add(new(row, code, message));
        }

        var unanswered = rows.Except(answers.Select(answer => answer.Row));
        settled.AddRange(
            unanswered.Select(row => SettledRow.NotSent(row, "unreachable", final: false, now))
        );
        if (refused.Count == 0)
            await queue.Settle(settled, null, ct);
        else
            await BringBeforeAPerson(refused, settled, ct);
    }

    // What the portal will never take is settled together with the item that says so.
    private async Task BringBeforeAPerson(
        List<Answered> refused,
        List<SettledRow> settled,
        CancellationToken ct
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<DossiersDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        foreach (var (row, code, _) in refused)
            db.OpenItems.Add(
                OpenItem.Of(
                    (await db.Dossiers.FindAsync([row.DossierId], ct))!,
                    "nationalPortalRefused",
                    new(
                        $"Cổng Dịch vụ công quốc gia không nhận trạng thái {row.Status}: {code}.",
                        $"The national portal does not take status {row.Status}: {code}."
                    ),
                    clock.GetUtcNow(),
                    By.Clock
                )
            );
        await db.SaveChangesAsync(ct);
        await queue.Settle(settled, (NpgsqlTransaction)transaction.GetDbTransaction(), ct);
        await transaction.CommitAsync(ct);
    }

    // Not after every row: a dossier that moves has its next row in a moment.
    private async Task MarkTold(CancellationToken ct)
    {
        var now = system.GetUtcNow();
        if (_told.Count == 0 || now - _marked < options.Value.Sweep)
            return;
        await queue.MarkUpToDate(_told, ct);
        _told.Clear();
        _marked = now;
    }
}
