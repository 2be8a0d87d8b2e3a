using HoanKiem.Catalogue.Agencies;
using HoanKiem.Catalogue.Calendars;
using HoanKiem.Catalogue.Persistence;
using HoanKiem.Catalogue.Procedures;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Catalogue.Imports;

/// <summary>
/// Brings the catalogue to what the files state and tells of every change in the same commit. The same files again
/// change nothing. What an administrator has published beyond the files stays.
/// </summary>
internal sealed class CatalogueImport(CatalogueDb db, IOutbox outbox, BusinessClock clock)
{
    /// <summary>Adds the changes to the DbContext; the caller has opened the transaction and saves. Null when the report has problems.</summary>
    public async Task<ImportRun?> Apply(
        CatalogueFiles files,
        ImportReport report,
        CancellationToken ct
    )
    {
        var procedures = new ProcedureRows(files, report).Read();
        var agencies = new AgencyRows(files);
        agencies.Read();
        var calendars = new CalendarRows(files, report).Read();
        if (!report.Clean)
            return null;

        // Two replicas that start together take turns; the second finds everything done.
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext('catalogue_import'))",
            ct
        );
        var latest = await db
            .Imports.AsNoTracking()
            .OrderByDescending(run => run.Id)
            .FirstOrDefaultAsync(ct);
        if (latest?.Fingerprint == files.Fingerprint)
            return ImportRun.Unchanged(files.Fingerprint, clock.GetUtcNow());

        var run = ImportRun.Of(
            files.Fingerprint,
            clock.GetUtcNow(),
            await TakeAgencies(agencies, ct),
            await TakeCalendars(calendars, ct),
            await TakeProcedures(procedures, ct)
        );
        if (!report.Clean)
            return null;
        db.Add(run);
        return run;
    }

    private async Task<int> TakeAgencies(AgencyRows stated, CancellationToken ct)
    {
        var known = await db
            .Agencies.AsSplitQuery()
            .ToDictionaryAsync(a => a.Id, StringComparer.Ordinal, ct);
        var (now, changes) = (clock.GetUtcNow(), 0);
        foreach (var agency in stated.Agencies)
        {
            if (!known.TryGetValue(agency.Id, out var row))
                db.Add(known[agency.Id] = row = Agency.Of(agency.Id));
            changes += row.Take(agency.Attributes, now, outbox) ? 1 : 0;
        }

        foreach (var succession in stated.Successions)
            changes += known[succession.Id]
                .Succeed(succession.Effective, succession.Successors, now, outbox)
                ? 1
                : 0;
        return changes;
    }

    private async Task<int> TakeCalendars(
        IReadOnlyList<StatedCalendar> stated,
        CancellationToken ct
    )
    {
        var known = await db.Calendars.AsNoTracking().ToListAsync(ct);
        var changes = 0;
        foreach (var calendar in stated)
        {
            if (known.SingleOrDefault(e => e.Version == calendar.Data.Version) is { } edition)
            {
                if (!edition.Says(calendar.CalendarId, calendar.Basis, calendar.Data))
                    calendar.Row.Bad(
                        "version",
                        "published",
                        "Lịch đã công bố không được sửa; hãy đặt tên phiên bản mới.",
                        "A published edition never changes; give the correction a new version."
                    );
                continue;
            }

            var sequence =
                known
                    .Where(e => e.CalendarId == calendar.CalendarId)
                    .Select(e => e.Sequence)
                    .DefaultIfEmpty()
                    .Max() + 1;
            known.Add(
                CalendarEdition.Publish(
                    calendar.CalendarId,
                    sequence,
                    calendar.Basis,
                    calendar.Data,
                    clock.GetUtcNow(),
                    outbox
                )
            );
            db.Add(known[^1]);
            changes++;
        }

        return changes;
    }

    private async Task<int> TakeProcedures(
        IReadOnlyList<StatedProcedure> stated,
        CancellationToken ct
    )
    {
        var known = await db.Procedures.ToDictionaryAsync(p => p.Code, StringComparer.Ordinal, ct);
        var (now, changes) = (clock.GetUtcNow(), 0);
        foreach (var procedure in stated)
        {
            if (!known.TryGetValue(procedure.Code, out var row))
                db.Add(row = Procedure.Of(procedure.Code));
            var later = row
                .Versions.Where(v => procedure.Versions.All(s => s.From != v.ValidFrom))
                .Select(v => v.ValidFrom)
                .ToArray();
            foreach (var version in procedure.Versions)
            {
                if (
                    later.Any(from =>
                        from >= version.From && (version.To is null || from <= version.To)
                    )
                )
                    procedure.Row.Bad(
                        "valid_to",
                        "overlap",
                        "Chồng lên một phiên bản đã công bố.",
                        "It overlaps a version that was published."
                    );
                changes += row.Take(version.From, version.To, version.Content, now, outbox) ? 1 : 0;
            }

            if (
                procedure.WithdrawnBasis is { } basis
                && row.Versions.Last() is { WithdrawnBasis: null, ValidTo: { } lastDay }
            )
                changes += row.Withdraw(lastDay, basis, null, now, outbox) is null ? 1 : 0;
        }

        return changes;
    }
}
