using System.Collections.Frozen;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Catalogue;

/// <summary>Every version of every procedure, agency and calendar of the city, as the Catalogue has published them to us.</summary>
internal sealed class Rulebook
{
    private readonly FrozenDictionary<string, ProcedurePublished> _procedures;
    private readonly ILookup<string, ProcedurePublished> _byCode;
    private readonly ILookup<string, AgencyRegistered> _agencies;
    private readonly FrozenDictionary<string, Lazy<WorkingCalendar>> _calendars;
    private readonly Lazy<WorkingCalendar>? _newest;

    private Rulebook(
        IReadOnlyCollection<ProcedurePublished> procedures,
        IEnumerable<AgencyRegistered> agencies,
        IReadOnlyList<WorkingCalendarVersion> calendars
    )
    {
        _procedures = procedures.ToFrozenDictionary(procedure => procedure.VersionId);
        _byCode = procedures.ToLookup(procedure => procedure.ProcedureCode);
        _agencies = agencies.ToLookup(agency => agency.AgencyId);
        // Built when first wanted: one that cannot be built harms only those who need it.
        _calendars = calendars.ToFrozenDictionary(
            calendar => calendar.Version,
            calendar => new Lazy<WorkingCalendar>(calendar.ToWorkingTime)
        );
        _newest = calendars.Count == 0 ? null : _calendars[calendars[^1].Version];
    }

    /// <summary>The newest calendar; null before the first is published to us.</summary>
    public WorkingCalendar? NewestCalendar => _newest?.Value;

    /// <summary>Keeps it in memory for every act.</summary>
    public static void Keep(IServiceCollection services) =>
        services.AddKept<DossiersDb, Rulebook>(
            Read,
            typeof(ProcedureVersion),
            typeof(AgencyVersion),
            typeof(WorkingCalendarVersion)
        );

    private static async Task<Rulebook> Read(DossiersDb db, CancellationToken ct) =>
        new(
            await db.Procedures.AsNoTracking().Select(version => version.Published).ToListAsync(ct),
            await db
                .Agencies.AsNoTracking()
                .OrderByDescending(agency => agency.Sequence)
                .Select(agency => agency.Registered)
                .ToListAsync(ct),
            await db
                .Calendars.AsNoTracking()
                .Where(calendar => calendar.CalendarId == WorkingCalendarVersion.HaNoi)
                .OrderBy(calendar => calendar.Sequence)
                .ToListAsync(ct)
        );

    /// <summary>A version of a procedure.</summary>
    public ProcedurePublished? Procedure(string versionId) =>
        _procedures.GetValueOrDefault(versionId);

    /// <summary>All versions of a procedure.</summary>
    public IEnumerable<ProcedurePublished> Versions(string code) => _byCode[code];

    /// <summary>The agency as it is on a local day.</summary>
    public AgencyRegistered? Agency(string agencyId, DateOnly day) =>
        _agencies[agencyId]
            .FirstOrDefault(agency =>
                (agency.ValidFrom is null || agency.ValidFrom <= day)
                && (agency.ValidTo is null || agency.ValidTo >= day)
            );

    /// <summary>The agency as it was registered last.</summary>
    public AgencyRegistered? Agency(string agencyId) => _agencies[agencyId].FirstOrDefault();

    /// <summary>A version of the calendar.</summary>
    public WorkingCalendar? Calendar(string version) =>
        _calendars.GetValueOrDefault(version)?.Value;
}
