using System.Collections.Concurrent;
using System.Security.Cryptography;
using HoanKiem.Access;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Dossiers.Notices;

/// <summary>
/// Sends notices through the gateways. They are leased in one statement, sent outside of any transaction, a few at a time, and answered in
/// another statement. The notice's id is the reference at the gateway: whoever dies in between sends it again, and it is taken once.
/// </summary>
internal sealed class SendNotices(
    IServiceScopeFactory scopes,
    TimeProvider system,
    CommitSignal commits,
    NoticeRows rows,
    Sealing sealing,
    Gateway gateway,
    IConfiguration configuration,
    IOptions<GatewayOptions> options,
    ILogger<SendNotices> log
) : BackgroundService
{
    private const int Batch = 50;
    private const int AtOnce = 8;

    // What a dossier waits for now, for the notices that say so.
    private sealed record Awaited(
        IReadOnlyList<string> Papers,
        DateTimeOffset? Until,
        long Owed = 0
    );

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Url.Length == 0)
        {
            log.LogInformation("No address of the gateways: notices wait");
            return;
        }

        var listener = commits.Listen();
        while (!stoppingToken.IsCancellationRequested)
        {
            var again = options.Value.Sweep;
            try
            {
                again = await SendAll(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(fault, "Notices could not be read; the next round tries again");
            }

            await listener.WaitAsync(options.Value.Poll, again, stoppingToken);
        }
    }

    // Everything that may go out now; until when one of those that could not is to be tried again.
    private async Task<TimeSpan> SendAll(CancellationToken ct)
    {
        var again = options.Value.Sweep;
        while (true)
        {
            var now = system.GetUtcNow();
            var leased = await rows.Lease(
                now,
                now + options.Value.Timeout * (Batch / AtOnce + 2),
                Batch,
                ct
            );
            if (leased.Count == 0)
                return again;
            var settled = await Send(leased, ct);
            await rows.Settle(settled, ct);
            foreach (var next in settled.Select(one => one.NextAt).OfType<DateTimeOffset>())
                again = next - now < again ? next - now : again;
            if (leased.Count < Batch)
                return again > options.Value.Poll ? again : options.Value.Poll;
        }
    }

    private async Task<IReadOnlyList<SettledNotice>> Send(
        IReadOnlyList<LeasedNotice> leased,
        CancellationToken ct
    )
    {
        var awaited = await Await(leased, ct);
        var settled = new ConcurrentBag<SettledNotice>();
        await Parallel.ForEachAsync(
            leased,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (notice, token) =>
            {
                var answer = Open(notice) is { } to
                    ? await gateway.Send(
                        notice.Channel,
                        to,
                        Words(notice, awaited.GetValueOrDefault(notice.DossierId)),
                        notice.Id,
                        token
                    )
                    : new(null, "the address cannot be read any more", Final: true);
                settled.Add(SettledNotice.Of(notice, answer, system.GetUtcNow()));
                if (answer.Failure is { } failure)
                    log.LogInformation(
                        "Notice {Notice} was not taken, attempt {Attempt}: {Failure}",
                        notice.Id,
                        notice.Attempts + 1,
                        failure
                    );
            }
        );
        return [.. settled];
    }

    // Words are made now, of the dossier as it is now: a date that moved again meanwhile is told as it stands.
    private string Words(LeasedNotice notice, Awaited? awaited) =>
        NoticeTexts.Of(
            notice.Kind,
            new(
                notice.Code,
                notice.DueAt,
                awaited?.Papers ?? [],
                awaited?.Until,
                awaited?.Owed ?? 0,
                notice.Delivery,
                (configuration["Portal:PublicUrl"] ?? "http://localhost:8080").TrimEnd('/')
                    + "/tra-cuu"
            )
        );

    // Few notices speak of papers or money.
    private async Task<Dictionary<Guid, Awaited>> Await(
        IReadOnlyList<LeasedNotice> leased,
        CancellationToken ct
    )
    {
        var found = new Dictionary<Guid, Awaited>();
        var asking = leased.Where(notice => NoticeTexts.SaysWhatIsAwaited(notice.Kind)).ToList();
        if (asking.Count == 0)
            return found;

        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider.UseWorkerLogin();
        var (db, rules) = (
            services.GetRequiredService<DossiersDb>(),
            services.GetRequiredService<Rules>()
        );
        var ids = asking.Select(notice => notice.DossierId).Distinct().ToList();
        var supplements = await db
            .Supplements.AsNoTracking()
            .Where(supplement =>
                ids.Contains(supplement.DossierId) && supplement.CompletedAt == null
            )
            .OrderBy(supplement => supplement.Id)
            .ToListAsync(ct);
        foreach (var supplement in supplements)
        {
            var version = asking.First(notice => notice.DossierId == supplement.DossierId);
            var papers = (await rules.Version(version.ProcedureVersion, ct)).Papers;
            found[supplement.DossierId] = new(
                [
                    .. supplement.PaperCodes.Select(code =>
                        papers.FirstOrDefault(paper => paper.Code == code)?.Name ?? code
                    ),
                ],
                supplement.Until
            );
        }

        var owed = await db
            .Fees.AsNoTracking()
            .Where(fee => ids.Contains(fee.DossierId) && fee.PaidAt == null)
            .GroupBy(fee => fee.DossierId)
            .Select(fees => new { fees.Key, Amount = fees.Sum(fee => fee.Amount) })
            .ToListAsync(ct);
        foreach (var fees in owed)
            found[fees.Key] = found.GetValueOrDefault(fees.Key, new([], null)) with
            {
                Owed = fees.Amount,
            };
        return found;
    }

    private string? Open(LeasedNotice notice)
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
}
