using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Makes the row of a dossier again from its events, and counts its cells anew from the rows.</summary>
internal sealed class MendReportedDossier(ReportingDb db) : IMend
{
    public static readonly string[] Columns =
    [
        "agency",
        "procedure_code",
        "channel",
        "month",
        "due_at",
        "standing",
    ];

    public async Task Mend(string aggregateId, IReadOnlyList<object> events, CancellationToken ct)
    {
        var wrong = await db.Dossiers.FindAsync([Guid.Parse(aggregateId)], ct);
        if (wrong is not null)
        {
            db.Remove(wrong);
            await db.SaveChangesAsync(ct);
        }
        var right = ReportedDossier.After(events);
        if (right is not null)
            db.Add(right);
        await db.SaveChangesAsync(ct);

        // In the order of their names, so that two that mend do not wait for each other.
        foreach (
            var (agency, procedure, channel, month) in new[] { wrong, right }
                .OfType<ReportedDossier>()
                .Select(d => (d.Agency, d.ProcedureCode, d.Channel, d.Month))
                .Distinct()
                .Order()
        )
            await Recount(agency, procedure, channel, month, ct);
    }

    // What is counted and what the rows say are read in one statement; what is on its way changes both alike. Two that mend take turns.
    private async Task Recount(
        string agency,
        string procedureCode,
        Channel channel,
        DateOnly month,
        CancellationToken ct
    )
    {
        var name = channel.ToString();
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext('on_time'), hashtext({agency} || {procedureCode} || {name} || {month}::text))",
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into on_time_change (agency, month, procedure_code, channel, received, early, on_time, late, closed, in_progress)
            select {agency}, {month}, {procedureCode}, {name}, r.received - coalesce(c.received, 0), r.early - coalesce(c.early, 0),
                   r.on_time - coalesce(c.on_time, 0), r.late - coalesce(c.late, 0), r.closed - coalesce(c.closed, 0),
                   r.in_progress - coalesce(c.in_progress, 0)
            from (select count(*) as received, count(*) filter (where standing = 'early') as early,
                         count(*) filter (where standing = 'onTime') as on_time, count(*) filter (where standing = 'late') as late,
                         count(*) filter (where standing = 'closed') as closed,
                         count(*) filter (where standing = 'inProgress') as in_progress
                  from reported_dossier
                  where agency = {agency} and procedure_code = {procedureCode} and channel = {name} and month = {month}) r
            left join on_time_now c
                on c.agency = {agency} and c.procedure_code = {procedureCode} and c.channel = {name} and c.month = {month}
            """,
            ct
        );
    }
}
