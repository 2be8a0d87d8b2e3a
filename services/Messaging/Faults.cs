using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>Tells a database or broker that is away for a while from a message that cannot be handled.</summary>
internal static class Faults
{
    public static bool IsTransient(Exception failure, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return true; // the service stops; the message comes again

        for (var e = failure; e is not null; e = e.InnerException)
        {
            // A lost race is not an outage: it is run again at once, and never again and again without end.
            if (e is DbUpdateConcurrencyException)
                return false;
            if (e is PostgresException { SqlState: "40001" or "40P01" })
                return false;
            if (e is NpgsqlException { IsTransient: true })
                return true;
            // Whatever ends a session, or does not let it begin, is the server's trouble and not the message's.
            if (e is PostgresException { InvariantSeverity: "FATAL" or "PANIC" })
                return true;
            if (e is NpgsqlException and not PostgresException)
                return true;
            if (e is SocketException or IOException or TimeoutException)
                return true;
        }
        return false;
    }
}
