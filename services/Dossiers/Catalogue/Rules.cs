using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.Catalogue;

/// <summary>The rules that an act needs, by date and by dossier: out of the <see cref="Rulebook"/> that is kept in memory.</summary>
internal sealed class Rules(DossiersDb db, Kept<Rulebook> kept)
{
    /// <summary>An event of the Catalogue is going to change them in this transaction.</summary>
    public void Changing() => kept.Changing(db);

    /// <summary>The version of a procedure in force on a local day, or why there is none.</summary>
    public async ValueTask<(ProcedurePublished? Version, Refusal? Refusal)> InForce(
        string code,
        DateOnly day,
        CancellationToken ct
    )
    {
        var version = await kept.Find(
            db,
            rulebook =>
                rulebook
                    .Versions(code)
                    .Where(version =>
                        version.ValidFrom <= day
                        && (version.ValidTo is null || version.ValidTo >= day)
                    )
                    .MaxBy(version => version.ValidFrom),
            ct
        );
        if (version is not null)
            return (version, null);
        return (await kept.Look(db, ct)).Versions(code).Any()
            ? (
                null,
                Refusals
                    .ProcedureClosed.Because(
                        $"Thủ tục {code} không có hiệu lực ngày {day:dd/MM/yyyy}.",
                        $"Procedure {code} is not in force on {day:yyyy-MM-dd}."
                    )
                    .At("procedureCode", "not-in-force")
            )
            : (
                null,
                Refusals
                    .UnknownProcedure.Because(
                        $"Không có thủ tục {code}.",
                        $"There is no procedure {code}."
                    )
                    .At("procedureCode", "unknown")
            );
    }

    /// <summary>The version of the procedure that a dossier keeps.</summary>
    public ValueTask<ProcedurePublished> Of(Dossier dossier, CancellationToken ct) =>
        Version(dossier.ProcedureVersion, ct);

    /// <summary>A version of a procedure that a dossier keeps.</summary>
    public async ValueTask<ProcedurePublished> Version(string versionId, CancellationToken ct) =>
        await kept.Find(db, rulebook => rulebook.Procedure(versionId), ct)
        ?? throw new InvalidOperationException(
            $"{versionId} was in force and is not known any more."
        );

    /// <summary>The agency as it is on a local day; null when it does not exist then.</summary>
    public ValueTask<AgencyRegistered?> Agency(
        string agencyId,
        DateOnly day,
        CancellationToken ct
    ) => kept.Find(db, rulebook => rulebook.Agency(agencyId, day), ct);

    /// <summary>Names of agencies as they were registered last, for people to read; one that nobody knows keeps its id.</summary>
    public async ValueTask<Func<string, string>> Names(CancellationToken ct)
    {
        var rulebook = await kept.Look(db, ct);
        return agency => rulebook.Agency(agency)?.Name ?? agency;
    }

    /// <summary>The newest calendar; null before the first is published to us.</summary>
    public ValueTask<WorkingCalendar?> NewestCalendar(CancellationToken ct) =>
        kept.Find(db, rulebook => rulebook.NewestCalendar, ct);

    /// <summary>The calendar that a dossier's due date is computed with; the newest while it has none.</summary>
    public ValueTask<WorkingCalendar?> CalendarOf(Dossier dossier, CancellationToken ct) =>
        dossier.CalendarVersion is { } version
            ? kept.Find(db, rulebook => rulebook.Calendar(version), ct)
            : NewestCalendar(ct);
}
