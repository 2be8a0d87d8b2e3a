using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Access;

/// <summary>Catalogue → every service: keeps which agencies there are below, before and after each other, as far as reach follows it.</summary>
public sealed class KeepLines(DbContext db) : IHandle<AgencyRegistered>, IHandle<AgencySucceeded>
{
    /// <inheritdoc />
    public Task Handle(AgencyRegistered @event, CancellationToken ct) =>
        Take(@event.AgencyId, @event.Sequence, agency => agency.Take(@event), ct);

    /// <inheritdoc />
    public Task Handle(AgencySucceeded @event, CancellationToken ct) =>
        Take(@event.AgencyId, @event.Sequence, agency => agency.Take(@event), ct);

    // All lines are made again from all agencies, so whoever makes them must see what another has just learnt.
    private async Task Take(
        string id,
        long sequence,
        Action<KnownAgency> take,
        CancellationToken ct
    )
    {
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext('reach_line'))",
            ct
        );
        var agencies = await db.Set<KnownAgency>().ToListAsync(ct);
        var agency = agencies.Find(known => known.Id == id);
        if (agency is null)
        {
            agencies.Add(agency = KnownAgency.Of(id));
            db.Add(agency);
        }
        else if (agency.Sequence >= sequence)
            return;

        take(agency);
        var wanted = AgencyLines.Of(agencies).ToDictionary(line => line.Key);
        foreach (var line in await db.Set<AgencyLine>().ToListAsync(ct))
        {
            if (!wanted.Remove(line.Key))
                db.Remove(line);
        }

        db.AddRange(wanted.Values);
    }
}
