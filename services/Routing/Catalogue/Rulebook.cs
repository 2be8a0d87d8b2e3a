using System.Collections.Frozen;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Routing.Agencies;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Catalogue;

/// <summary>Agencies, routes and calendars as the Catalogue has published them to us, kept in memory.</summary>
internal sealed class Rulebook
{
    private readonly FrozenDictionary<string, IReadOnlyList<RouteStep>> _routes;
    private readonly FrozenDictionary<string, Lazy<WorkingCalendar>> _calendars;

    private Rulebook(
        AgencyBook agencies,
        IEnumerable<ProcedureRoute> routes,
        IEnumerable<CalendarCopy> calendars
    )
    {
        Agencies = agencies;
        _routes = routes.ToFrozenDictionary(route => route.VersionId, route => route.Steps);
        // Built when first wanted: one that cannot be built harms only those who need it.
        _calendars = calendars.ToFrozenDictionary(
            calendar => calendar.Version,
            calendar => new Lazy<WorkingCalendar>(calendar.ToCalendar)
        );
    }

    /// <summary>Who is there, and who succeeds whom.</summary>
    public AgencyBook Agencies { get; }

    /// <summary>Keeps it in memory for every act.</summary>
    public static void Keep(IServiceCollection services) =>
        services.AddKept<RoutingDb, Rulebook>(
            Read,
            typeof(Agency),
            typeof(Succession),
            typeof(ProcedureRoute),
            typeof(CalendarCopy)
        );

    private static async Task<Rulebook> Read(RoutingDb db, CancellationToken ct) =>
        new(
            new AgencyBook(
                await db.Agencies.AsNoTracking().ToListAsync(ct),
                await db.Successions.AsNoTracking().ToListAsync(ct)
            ),
            await db.Routes.AsNoTracking().ToListAsync(ct),
            await db.Calendars.AsNoTracking().ToListAsync(ct)
        );

    /// <summary>The route of a version of a procedure; null while the Catalogue has not published it here.</summary>
    public IReadOnlyList<RouteStep>? Route(string versionId) =>
        _routes.GetValueOrDefault(versionId);

    /// <summary>A version of the calendar; null while the Catalogue has not published it here.</summary>
    public WorkingCalendar? Calendar(string version) =>
        _calendars.GetValueOrDefault(version)?.Value;
}
