using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Catalogue;

/// <summary>Catalogue → Dossiers: keeps agencies with their dated names and prefixes, and who succeeds whom from which day.</summary>
internal sealed class KeepAgency(DossiersDb db, Rules rules, IDeadlines deadlines)
    : IHandle<AgencyRegistered>,
        IHandle<AgencySucceeded>,
        IReadByKey
{
    /// <summary>The day of a succession has come.</summary>
    public const string SuccessionDay = "succession";

    /// <inheritdoc />
    public async Task Handle(AgencyRegistered @event, CancellationToken ct)
    {
        if (await db.Agencies.FindAsync([@event.AgencyId, @event.Sequence], ct) is null)
        {
            rules.Changing();
            db.Agencies.Add(AgencyVersion.Of(@event));
        }
    }

    /// <inheritdoc />
    public async Task Handle(AgencySucceeded @event, CancellationToken ct)
    {
        if (await db.Successions.FindAsync([@event.AgencyId, @event.Effective], ct) is not null)
            return;
        db.Successions.Add(
            new Succession
            {
                AgencyId = @event.AgencyId,
                Effective = @event.Effective,
                Successors = [.. @event.Successors],
            }
        );
        deadlines.Set(
            SuccessionDay,
            $"{@event.AgencyId}|{@event.Effective:O}",
            LegalZone.StartOf(@event.Effective)
        );
    }
}

/// <summary>The first day of a successor: open dossiers of the predecessor become its own; where the predecessor was split, a person chooses.</summary>
internal sealed class HandOverToSuccessor(DossiersDb db) : IHandleDeadline
{
    private static readonly Phase[] Open =
    [
        Phase.Draft,
        Phase.Arrived,
        Phase.Accepted,
        Phase.Processing,
        Phase.Decided,
    ];

    /// <inheritdoc />
    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        var (agency, effective) = (
            key.Split('|')[0],
            DateOnly.Parse(key.Split('|')[1], System.Globalization.CultureInfo.InvariantCulture)
        );
        if (await db.Successions.FindAsync([agency, effective], ct) is not { } succession)
            return;
        var whole = succession.Successors is [{ Whole: true } only] ? only.AgencyId : null;
        var dossiers = await db
            .Dossiers.Where(dossier =>
                Open.Contains(dossier.Phase)
                && (dossier.ReceivingAgency == agency || dossier.DecidedBy == agency)
            )
            .ToListAsync(ct);
        foreach (var dossier in dossiers)
        {
            if (whole is null)
            {
                var names = string.Join(
                    ", ",
                    succession.Successors.Select(successor => successor.AgencyId)
                );
                db.OpenItems.Add(
                    OpenItem.Of(
                        dossier,
                        "chooseSuccessor",
                        new(
                            $"{agency} được chia: chọn cơ quan kế nhiệm ({names}).",
                            $"{agency} was split: choose a successor ({names})."
                        ),
                        dueAt,
                        By.Clock
                    )
                );
                continue;
            }

            dossier.Succeed(agency, whole, By.Clock, dueAt);
            await db
                .Parties.Where(party => party.DossierId == dossier.Id)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(party => party.HandlingAgencies, dossier.HandlingAgencies)
                            .SetProperty(party => party.ReceivingAgency, dossier.ReceivingAgency),
                    ct
                );
        }
    }
}
