using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>The relays of one database take turns: the lock belongs to the session and goes with it.</summary>
internal static class RelayLock
{
    /// <summary>How often a relay that waits asks for its turn.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    public static async Task TakeAsync(
        NpgsqlConnection connection,
        TimeSpan askAgain,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "select pg_try_advisory_lock(hashtext('messaging_relay'))",
            connection
        );
        while (!(bool)(await command.ExecuteScalarAsync(ct))!)
            await Task.Delay(askAgain, ct);
    }

    /// <summary>Gives the lock back before the connection returns to its pool; a broken session has already lost it.</summary>
    public static async Task LeaveAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand(
                "select pg_advisory_unlock_all()",
                connection
            );
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException) { }
    }
}
