using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// The rows that the events of one commit concern: which of them are intact before, and the new seals afterwards. What was broken before
/// stays so until it is mended: a new seal would hide it.
/// </summary>
internal sealed class Seals(
    ServiceMessaging messaging,
    NpgsqlConnection connection,
    NpgsqlTransaction transaction
)
{
    private readonly List<(HeldCopy Copy, string[] Aggregates)> _intact = [];

    /// <summary>Looks at the rows before anything is done to them.</summary>
    public Task ReadAsync(IEnumerable<Arrival> arrivals, CancellationToken ct) =>
        ReadAsync(arrivals.Select(a => (a.Producer, a.Aggregate)), ct);

    /// <inheritdoc cref="ReadAsync(IEnumerable{Arrival}, CancellationToken)" />
    public async Task ReadAsync(
        IEnumerable<(string Producer, string Aggregate)> lives,
        CancellationToken ct
    )
    {
        var held =
            from life in lives.Distinct()
            let copy = messaging.CopiesOf(life.Producer).Of(life.Aggregate)
            where copy is not null
            group life.Aggregate by copy;
        foreach (var rows in held)
        {
            var broken = await messaging
                .CopiesOf(rows.Key.Producer)
                .BrokenAsync(connection, rows.Key.Producer, [.. rows], ct);
            _intact.Add((rows.Key, [.. rows.Except(broken)]));
        }
    }

    /// <summary>Seals them as they are now.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        foreach (var (copy, aggregates) in _intact)
            if (aggregates.Length > 0)
                await copy.SealAsync(connection, transaction, aggregates, ct);
    }
}
