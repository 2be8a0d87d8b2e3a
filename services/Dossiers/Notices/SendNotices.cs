using System.Collections.Concurrent;
using System.Security.Cryptography;
using HoanKiem.Access;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Dossiers.Notices;

/// <summary>
/// Sends notices through the gateways. They are leased in one short transaction, sent outside of any, a few at a time, and answered in
/// another. The notice's id is the reference at the gateway: whoever dies in between sends it again, and it is taken once.
/// </summary>
internal sealed class SendNotices(
    IServiceScopeFactory scopes,
    TimeProvider system,
    Sealing sealing,
    Gateway gateway,
    IConfiguration configuration,
    IOptions<GatewayOptions> options,
    ILogger<SendNotices> log
) : BackgroundService
{
    private const int Batch = 50;
    private const int AtOnce = 8;

    private sealed record Ready(Guid Id, NoticeChannel Channel, string? To, string Text);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Url.Length == 0)
        {
            log.LogInformation("No address of the gateways: notices wait");
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            var taken = 0;
            try
            {
                taken = await Round(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(fault, "Notices could not be read; the next round tries again");
            }

            if (taken < Batch)
                await Task.Delay(options.Value.Poll, system, stoppingToken);
        }
    }

    private async Task<int> Round(CancellationToken ct)
    {
        var ready = await Lease(ct);
        if (ready.Count == 0)
            return 0;

        var answers = new ConcurrentDictionary<Guid, GatewayAnswer>();
        await Parallel.ForEachAsync(
            ready,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (notice, token) =>
                answers[notice.Id] = notice.To is null
                    ? new(null, "the address cannot be read any more", Final: true)
                    : await gateway.Send(notice.Channel, notice.To, notice.Text, notice.Id, token)
        );
        await Settle(answers, ct);
        return ready.Count;
    }

    private async Task<IReadOnlyList<Ready>> Lease(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<DossiersDb>();
        var now = system.GetUtcNow();
        List<Notice> notices;
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            notices = await db
                .Notices.FromSql(
                    $"""
                    select * from notice where state = 'Queued' and (next_at is null or next_at <= {now})
                    order by id limit {Batch} for update skip locked
                    """
                )
                .ToListAsync(ct);
            foreach (var notice in notices)
                notice.Lease(now + options.Value.Timeout * (Batch / AtOnce + 2));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        if (notices.Count == 0)
            return [];
        var facts = await Facts(
            db,
            scope.ServiceProvider.GetRequiredService<Rules>(),
            [.. notices.Select(notice => notice.DossierId).Distinct()],
            ct
        );
        return
        [
            .. notices.Select(notice => new Ready(
                notice.Id,
                notice.Channel,
                Open(notice),
                NoticeTexts.Of(notice.Kind, facts[notice.DossierId])
            )),
        ];
    }

    // Words are made now, of the dossier as it is now: a date that moved again meanwhile is told as it stands.
    private async Task<Dictionary<Guid, NoticeFacts>> Facts(
        DossiersDb db,
        Rules rules,
        List<Guid> ids,
        CancellationToken ct
    )
    {
        var dossiers = await db
            .Dossiers.AsNoTracking()
            .Where(dossier => ids.Contains(dossier.Id))
            .ToListAsync(ct);
        var awaited = await db
            .Supplements.AsNoTracking()
            .Where(supplement =>
                ids.Contains(supplement.DossierId) && supplement.CompletedAt == null
            )
            .ToListAsync(ct);
        var owed = await db
            .Fees.AsNoTracking()
            .Where(fee => ids.Contains(fee.DossierId) && fee.PaidAt == null)
            .GroupBy(fee => fee.DossierId)
            .Select(fees => new { fees.Key, Amount = fees.Sum(fee => fee.Amount) })
            .ToDictionaryAsync(fees => fees.Key, fees => fees.Amount, ct);
        var site = (configuration["Portal:PublicUrl"] ?? "http://localhost:8080").TrimEnd('/');

        async ValueTask<NoticeFacts> Of(Dossier dossier)
        {
            var supplement = awaited.LastOrDefault(asked => asked.DossierId == dossier.Id);
            var papers = supplement is null ? [] : (await rules.Of(dossier, ct)).Papers;
            return new(
                dossier.Number ?? dossier.RequestCode,
                dossier.PromisedDueAt,
                [
                    .. (supplement?.PaperCodes ?? []).Select(code =>
                        papers.FirstOrDefault(paper => paper.Code == code)?.Name ?? code
                    ),
                ],
                supplement?.Until,
                owed.GetValueOrDefault(dossier.Id),
                dossier.Delivery,
                $"{site}/tra-cuu"
            );
        }

        var facts = new Dictionary<Guid, NoticeFacts>();
        foreach (var dossier in dossiers)
            facts[dossier.Id] = await Of(dossier);
        return facts;
    }

    private string? Open(Notice notice)
    {
        try
        {
            return notice.SealedAddress is { } address
                ? sealing.Open(notice.DossierId, address)
                : null;
        }
        catch (CryptographicException)
        {
            return null; // the dossier's key is gone, and with it the address
        }
    }

    private async Task Settle(
        ConcurrentDictionary<Guid, GatewayAnswer> answers,
        CancellationToken ct
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<DossiersDb>();
        var now = system.GetUtcNow();
        var ids = answers.Keys.ToList();
        var notices = await db
            .Notices.Where(notice => ids.Contains(notice.Id) && notice.State == NoticeState.Queued)
            .ToListAsync(ct);
        foreach (var notice in notices)
        {
            var answer = answers[notice.Id];
            if (answer.Failure is { } failure)
            {
                notice.NotSent(failure, answer.Final, now);
                log.LogInformation(
                    "Notice {Notice} was not taken, attempt {Attempt}: {Failure}",
                    notice.Id,
                    notice.Attempts,
                    failure
                );
            }
            else
            {
                notice.Sent(answer.Id ?? "", now);
            }
        }

        await db.SaveChangesAsync(ct);
    }
}
