using HoanKiem.Contracts;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Dossiers.Tests;

/// <summary>The service with a small catalogue: what its tests need, said by the Catalogue's own events.</summary>
public sealed class DossiersApp() : ServiceApp<Program>(ResourceNames.Dossiers)
{
    private Task? _catalogue;

    /// <summary>Delivers the small catalogue once.</summary>
    public Task WithCatalogue() => _catalogue ??= SmallCatalogue.Deliver(this);

    /// <summary>What this service has said about a dossier, in order.</summary>
    public async Task<List<LoggedEvent>> Said(Guid dossierId)
    {
        using var scope = Services.CreateScope();
        scope.ServiceProvider.UseWorkerLogin();
        return await EventLog.ReadAsync(
            scope.ServiceProvider.GetRequiredService<DossiersDb>(),
            dossierId
        );
    }

    /// <summary>The one event of a kind.</summary>
    public async Task<TEvent> SaidOnce<TEvent>(Guid dossierId)
        where TEvent : class =>
        Assert.Single(await Said(dossierId), logged => logged.Is<TEvent>()).As<TEvent>();

    /// <summary>How many rows there are.</summary>
    public async Task<long> Count(string table, Guid dossierId, string where = "true") =>
        await Scalar<long>(
            $"select count(*) from {table} where dossier_id = '{dossierId}' and ({where})"
        );

    /// <summary>When the deadline of a dossier is; null when there is none. The newest row counts.</summary>
    public Task<DateTime?> Deadline(string kind, Guid dossierId) =>
        Scalar<DateTime?>(
            $"select due_at from deadline where kind = '{kind}' and key = '{dossierId}' order by id desc limit 1"
        );
}

/// <summary>The same, on Tuesday 14/05/2019 at 9:00 in Hà Nội.</summary>
public sealed class DossiersOf2019()
    : ServiceApp<Program>(ResourceNames.Dossiers, new(2019, 5, 14, 2, 0, 0, TimeSpan.Zero));
