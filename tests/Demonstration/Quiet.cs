using HoanKiem.Contracts;

namespace HoanKiem.Demonstration;

/// <summary>Waits until every event that was published has been handled by everyone who listens.</summary>
internal sealed class Quiet(Api api, Person operatorOfAll)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long consequences may take before the demonstration gives up waiting and says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task Wait(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (!await IsQuiet())
                await timer.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException(
                "Messages are not at rest: "
                    + string.Join(
                        "; ",
                        (await All()).Select(service =>
                            $"{service.Key} {service.Value with { ExpectationsMissed = [] }}"
                        )
                    )
            );
        }
    }

    /// <summary>What every service says of its messages.</summary>
    public async Task<IReadOnlyDictionary<string, Status>> All()
    {
        var services = Subscriptions.Producers.Append(ResourceNames.Reporting).ToArray();
        var answers = await Task.WhenAll(services.Select(Ask));
        return services.Zip(answers).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private async Task<bool> IsQuiet()
    {
        var all = await All();
        if (all.Values.Any(status => status.OutboxWaiting > 0 || status.Held > 0))
            return false;

        var expected = Subscriptions.Producers.Sum(producer =>
            all[producer].Published * Subscriptions.Of(producer).Count
        );
        return all.Values.Sum(status => status.Handled) + all.Values.Sum(status => status.Errors)
            >= expected;
    }

    private async Task<Status> Ask(string service)
    {
        var (code, answer) = await api.Try(
            operatorOfAll,
            HttpMethod.Get,
            service,
            "/operations/messaging/status"
        );
        // Until the directory's events have come, a service does not know its operator: it is not at rest yet.
        if (code != 200)
            return new Status(1, 0, 0, 0, 0, 0, []);

        long Number(string name) => (long?)answer[name] ?? 0;
        return new Status(
            Number("outboxWaiting"),
            Number("held"),
            Number("published"),
            Number("handled"),
            Number("duplicates"),
            Number("errors"),
            [
                .. answer["expectationsMissed"]?.AsArray().Select(missed => missed!.ToJsonString())
                    ?? [],
            ]
        );
    }

    /// <summary>Counts of one service.</summary>
    internal sealed record Status(
        long OutboxWaiting,
        long Held,
        long Published,
        long Handled,
        long Duplicates,
        long Errors,
        IReadOnlyList<string> ExpectationsMissed
    );
}
