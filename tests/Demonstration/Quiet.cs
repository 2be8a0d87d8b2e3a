using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Demonstration;

/// <summary>Waits until every event that was published has been handled by everyone who listens.</summary>
internal sealed class Quiet(Api api, Person operatorOfAll)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    /// <summary>How long consequences may take before the demonstration gives up waiting and says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task Wait(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        // To be asked costs the services more than to act: the longer they need, the less often.
        var pause = ShortestPause;
        try
        {
            while (!await IsQuiet())
            {
                await Task.Delay(pause, limit.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
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
        var all = new Dictionary<string, Status>();
        foreach (var service in Subscriptions.Producers.Append(ResourceNames.Reporting))
        {
            var status = await Ask(service);
            if (status.OutboxWaiting > 0 || status.Held > 0)
                return false;
            all[service] = status;
        }

        // Queue by queue: a sum could be made up by events that a service asked later has handled since.
        return Subscriptions.Producers.All(producer =>
            Subscriptions
                .Of(producer)
                .All(consumer =>
                    all[consumer].Through.GetValueOrDefault(Subscriptions.Queue(consumer, producer))
                    >= all[producer].Published
                )
        );
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
            return new Status(1, 0, 0, 0, 0, 0, [], new Dictionary<string, long>());

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
            ],
            (answer["queues"]?.AsArray() ?? []).ToDictionary(
                queue => (string)queue!["name"]!,
                queue => (long)queue!["handled"]! + (long)queue["errors"]!
            )
        );
    }

    /// <summary>Counts of one service; <c>Through</c> is what came out of each of its queues, handled or listed as an error.</summary>
    internal sealed record Status(
        long OutboxWaiting,
        long Held,
        long Published,
        long Handled,
        long Duplicates,
        long Errors,
        IReadOnlyList<string> ExpectationsMissed,
        IReadOnlyDictionary<string, long> Through
    );
}
