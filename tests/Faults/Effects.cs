using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Faults;

/// <summary>Each cause and its effects in other services: there, and there once.</summary>
internal sealed class Effects(TheSystem system)
{
    private const string DossierEvents = "HoanKiem.Contracts.Dossiers.V1:";

    public async Task<List<string>> Check()
    {
        var found = new List<string>();
        await using var dossiers = await Open(ResourceNames.Dossiers);
        await using var routing = await Open(ResourceNames.Routing);
        await using var postal = await Open(ResourceNames.Postal);
        await using var feedback = await Open(ResourceNames.Feedback);
        await using var reporting = await Open(ResourceNames.Reporting);

        await RowsAndEvents(dossiers, "dossier", found);
        await RowsAndEvents(routing, "\"case\"", found);
        await RowsAndEvents(postal, "shipment", found);
        await RowsAndEvents(feedback, "survey", found);

        Compare(
            "accepted dossiers and cases",
            await Sorted(dossiers, Said("DossierAccepted")),
            await Sorted(routing, "select dossier_id::text from \"case\""),
            found
        );
        Compare(
            "accepted dossiers and their rows",
            await Sorted(dossiers, Said("DossierAccepted")),
            await Sorted(dossiers, "select id::text from dossier where number is not null"),
            found
        );
        Compare(
            "decided cases and resolved dossiers",
            await Sorted(
                routing,
                "select body::jsonb ->> 'dossierId' from event_log where type = 'HoanKiem.Contracts.Routing.V1:CaseDecided'"
            ),
            await Sorted(dossiers, Said("DossierResolved")),
            found
        );
        Compare(
            "resolved dossiers for the post and shipments",
            await Sorted(
                dossiers,
                "select e.aggregate_id from event_log e join dossier d on d.id::text = e.aggregate_id "
                    + $"where e.type = '{DossierEvents}DossierResolved' and d.delivery = 'Post'"
            ),
            await Sorted(postal, "select dossier_id::text from shipment"),
            found
        );
        Compare(
            "returned results and the dossiers that say so",
            await Sorted(dossiers, Said("ResultReturned")),
            await Sorted(dossiers, "select id::text from dossier where phase = 'Returned'"),
            found
        );
        Compare(
            "returned results and surveys",
            await Sorted(dossiers, Said("ResultReturned")),
            await Sorted(feedback, "select dossier_id::text from survey"),
            found
        );
        await Reported(dossiers, reporting, found);
        return found;
    }

    /// <summary>Reporting's table equals a recount of what Dossiers knows.</summary>
    private static async Task Reported(
        NpgsqlConnection dossiers,
        NpgsqlConnection reporting,
        List<string> found
    )
    {
        var recount = await Sorted(
            dossiers,
            """
            select concat_ws('|', decided_by, procedure_code, channel,
                date_trunc('month', accepted_at at time zone 'Asia/Ho_Chi_Minh')::date,
                count(*),
                count(*) filter (where timeliness = 'Early'),
                count(*) filter (where timeliness = 'OnTime'),
                count(*) filter (where timeliness = 'Late'),
                count(*) filter (where phase in ('Withdrawn', 'Stopped')),
                count(*) filter (where phase in ('Accepted', 'Processing')))
            from dossier where number is not null
            group by decided_by, procedure_code, channel, date_trunc('month', accepted_at at time zone 'Asia/Ho_Chi_Minh')::date
            """
        );
        Compare(
            "a recount and the on-time table",
            recount,
            await Sorted(
                reporting,
                "select concat_ws('|', agency, procedure_code, channel, month, received, early, on_time, late, closed, in_progress) from on_time_now"
            ),
            found
        );
        Compare(
            "events and figures",
            await Sorted(
                dossiers,
                $"""
                select concat_ws('|', name, count(*)) from (
                    select case split_part(type, ':', 2)
                        when 'DossierSubmitted' then 'submitted.' || (body::jsonb ->> 'channel')
                        when 'DossierAccepted' then 'accepted'
                        when 'DossierRefused' then 'refused.atReception'
                        when 'DossierWithdrawn' then 'withdrawn'
                        when 'DossierResolved' then 'resolved.' || (body::jsonb ->> 'outcome')
                        when 'ResultReturned' then 'returned.' || (body::jsonb ->> 'delivery')
                        end as name
                    from event_log where type like '{DossierEvents}%') e
                where name is not null group by name
                """
            ),
            await Sorted(
                reporting,
                "select concat_ws('|', name, value) from figure_now where name ~ '^(submitted|accepted|refused|withdrawn|resolved|returned)'"
            ),
            found
        );
    }

    // As many events as the row has counted: no row without its event, no event without its row.
    private static async Task RowsAndEvents(
        NpgsqlConnection db,
        string table,
        List<string> found
    ) =>
        found.AddRange(
            await Sql.Rows(
                db,
                $"""
                select '{table} ' || t.id || ' has sequence ' || t.sequence || ' and ' || coalesce(e.rows, 0) || ' events' from {table} t
                left join (select aggregate_id, count(*) as rows from event_log group by aggregate_id) e on e.aggregate_id = t.id::text
                where t.sequence <> coalesce(e.rows, 0)
                """,
                row => row.GetString(0)
            )
        );

    private static void Compare(
        string what,
        List<string> left,
        List<string> right,
        List<string> found
    )
    {
        var missing = left.Except(right).Take(5).ToList();
        var extra = right.Except(left).Take(5).ToList();
        if (missing.Count > 0 || extra.Count > 0)
            found.Add(
                $"{what}: only left {string.Join(", ", missing)}; only right {string.Join(", ", extra)}"
            );
        else if (left.Count != right.Count)
            found.Add($"{what}: {left.Count} and {right.Count}, so some are there twice");
    }

    private static string Said(string type) =>
        $"select aggregate_id from event_log where type = '{DossierEvents}{type}'";

    private static Task<List<string>> Sorted(NpgsqlConnection db, string text) =>
        Sql.Rows(db, text, row => row.GetString(0));

    private Task<NpgsqlConnection> Open(string service) =>
        system.Connect(ResourceNames.DatabaseOf(service));
}
