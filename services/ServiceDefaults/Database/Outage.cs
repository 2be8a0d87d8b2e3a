using System.Net.Sockets;
using Npgsql;

namespace HoanKiem.ServiceDefaults.Database;

/// <summary>Tells a database that is away for a while from a fault of ours.</summary>
public static class Outage
{
    /// <summary>Whether the server is away, full, starting or ending, or the wire to it is cut: later the same may succeed.</summary>
    public static bool Is(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
        {
            // What the server has to say against the statement itself is not an outage, unless it ends or refuses the session with it.
            if (e is PostgresException said)
                return said.IsTransient || said.InvariantSeverity is "FATAL" or "PANIC";
            if (e is NpgsqlException or SocketException or IOException or TimeoutException)
                return true;
        }
        return false;
    }
}
