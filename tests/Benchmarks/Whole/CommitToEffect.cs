using System.Diagnostics;
using System.Globalization;
using HoanKiem.Contracts;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>
/// From the commit in Dossiers that accepts a dossier to the commit in Routing that opens its case, at fifty dossiers a second. Both moments
/// are the database server's own record of the commit, by one clock.
/// </summary>
internal sealed class CommitToEffect(Town town, ReferenceDossiers dossiers, Servers servers)
{
    private const int PerSecond = 50;
    private const int Count = 1_000;

    public async Task<IReadOnlyList<Measured>> MeasureAsync()
    {
        var lives = await dossiers.SubmitAsync(Count);
        await town.QuietAsync();

        var watch = Stopwatch.StartNew();
        var late = 0;
        var running = new List<Task>(Count);
        for (var i = 0; i < Count; i++)
        {
            var wait = TimeSpan.FromSeconds((double)i / PerSecond) - watch.Elapsed;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);
            else if (wait < TimeSpan.FromMilliseconds(-100))
                late++;
            running.Add(dossiers.AcceptAsync(lives[i], receipt: false));
        }
        await Task.WhenAll(running);
        var seconds = watch.Elapsed.TotalSeconds;
        await town.QuietAsync();

        var said = await MomentsAsync(
            ResourceNames.Dossiers,
            "select event_id, pg_xact_commit_timestamp(xmin) from event_log where type like '%:DossierAccepted'"
        );
        var done = await MomentsAsync(
            ResourceNames.Routing,
            "select message_id, pg_xact_commit_timestamp(xmin) from inbox"
        );
        var taken = said.OrderBy(e => e.Value)
            .TakeLast(Count)
            .Select(e => (done[e.Key] - e.Value).TotalMilliseconds)
            .Order()
            .ToList();
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"{Count} acceptances in {seconds:F1} s, {late} begun late; p90 {taken[Count * 90 / 100]:F1}, max {taken[^1]:F0} ms"
        );
        return
        [
            new Measured(Key.CommitToEffectP50Ms, taken[Count / 2], null, note),
            new Measured(Key.CommitToEffectP99Ms, taken[Count * 99 / 100], null, note),
        ];
    }

    private async Task<Dictionary<Guid, DateTime>> MomentsAsync(string service, string sql)
    {
        var database = new Database(servers.Postgres, ResourceNames.DatabaseOf(service));
        await using var connection = await database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var moments = new Dictionary<Guid, DateTime>();
        while (await reader.ReadAsync())
            moments[reader.GetGuid(0)] = reader.GetDateTime(1);
        return moments;
    }
}
