using System.Text.Json;
using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Demonstration;

/// <summary>What came in and went out, counted by the services and compared with what the plan promised.</summary>
internal sealed class Summary
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<string> _broken = [];

    public JsonObject Report { get; } = [];

    /// <summary>Promises that were not kept, in plain words; empty when all were.</summary>
    public IReadOnlyList<string> Broken => _broken;

    public static async Task<Summary> Of(
        Api api,
        Quiet quiet,
        Tally tally,
        IReadOnlyList<(string Name, IReadOnlyList<Planned> Plan)> mornings,
        double seconds,
        string orchestrator,
        Person leader
    )
    {
        var summary = new Summary();
        var all = mornings.SelectMany(morning => morning.Plan).ToList();
        var figures = (await api.Get(leader, ResourceNames.Reporting, "/v1/figures"))["items"]!
            .AsArray()
            .ToDictionary(item => (string)item!["name"]!, item => (long)item!["value"]!);
        long Figure(string name) => figures.GetValueOrDefault(name);
        var table = (await api.Get(leader, ResourceNames.Reporting, "/v1/on-time"))["total"]!;
        var messages = await quiet.All();
        var taken = await api.Get(Person.Nobody, ResourceNames.Gateways, "/messages/count");
        tally.Notices = Math.Max(tally.Notices, (long)taken["total"]!);

        // Other systems sign in too, by a secret of their own, and see what is theirs: nothing yet.
        await api.Get(Person.Client("vnpost"), ResourceNames.Postal, "/v1/shipments?limit=1");
        await api.Get(
            Person.Client(ResourceNames.NationalPortal),
            ResourceNames.Dossiers,
            "/v1/dossiers?limit=1"
        );

        var published = messages.Values.Sum(status => status.Published);
        var owed = Subscriptions.Producers.Sum(producer =>
            messages[producer].Published * Subscriptions.Of(producer).Count
        );
        var handled = messages.Values.Sum(status => status.Handled);
        var missed = messages
            .SelectMany(service =>
                service.Value.ExpectationsMissed.Select(text => service.Key + ": " + text)
            )
            .ToList();
        var resolved = Figure("resolved.granted") + Figure("resolved.refused");
        // An effect that was applied twice makes a count of events larger than the number of dossiers that people saw.
        var duplicates =
            Math.Max(0, Figure("accepted") - tally.AcceptedCount)
            + Math.Max(0, resolved - tally.InStatus(all, 9, 10))
            + Math.Max(0, Figure("surveysAnswered") - tally.SurveysAnswered)
            + Math.Max(0, (long)table["received"]! - tally.AcceptedCount);

        summary.Report["mornings"] = new JsonArray([
            .. mornings.Select(morning => Morning(morning.Name, morning.Plan, tally)),
        ]);
        summary.Report["dossiers"] = tally.Submitted;
        summary.Report["accepted"] = Figure("accepted");
        summary.Report["refused"] = Figure("refused.atReception") + Figure("resolved.refused");
        summary.Report["withdrawn"] = Figure("withdrawn");
        summary.Report["resolved"] = resolved;
        summary.Report["returned"] = new JsonObject
        {
            ["counter"] = Figure("returned.counter"),
            ["online"] = Figure("returned.online"),
            ["post"] = Figure("returned.post"),
        };
        summary.Report["returnedToSender"] = Figure("shipments.returned");
        summary.Report["supplements"] = new JsonObject
        {
            ["restart"] = Figure("supplements.restart"),
            ["resume"] = Figure("supplements.resume"),
        };
        summary.Report["late"] = (long)table["late"]!;
        summary.Report["apologies"] = Figure("apologies");
        summary.Report["surveysAnswered"] = Figure("surveysAnswered");
        summary.Report["noticesSent"] = tally.Notices;
        summary.Report["expectationsMissed"] = missed.Count;
        summary.Report["events"] = new JsonObject
        {
            ["published"] = published,
            ["handled"] = handled,
        };
        var (officers, citizens, systems) = api.SignedIn;
        summary.Report["signedIn"] = new JsonObject
        {
            ["officers"] = officers,
            ["citizens"] = citizens,
            ["systems"] = systems,
        };
        summary.Report["lost"] = owed - handled;
        summary.Report["duplicates"] = duplicates;
        summary.Report["seconds"] = Math.Round(seconds, 1);
        summary.Report["orchestrator"] = orchestrator;

        summary.Compare(all, tally, table, missed);
        return summary;
    }

    /// <summary>Writes the report as JSON.</summary>
    public Task WriteTo(string file) =>
        File.WriteAllTextAsync(file, Report.ToJsonString(Indented) + "\n");

    private void Compare(List<Planned> all, Tally tally, JsonNode table, List<string> missed)
    {
        foreach (var failure in tally.Failures)
            _broken.Add(failure);
        _broken.AddRange(missed);
        Promise("dossiers handed in", all.Count, tally.Submitted);
        Promise(
            "accepted",
            all.Count(plan => plan.Fate != Fate.RefusedAtReception),
            (long)Report["accepted"]!
        );
        Promise(
            "refused",
            all.Count(plan => plan.Fate is Fate.RefusedAtReception or Fate.RefusedAfterExamination),
            (long)Report["refused"]!
        );
        Promise(
            "withdrawn",
            all.Count(plan => plan.Fate == Fate.Withdrawn),
            (long)Report["withdrawn"]!
        );
        var resolved = all.Count(plan =>
            plan.Fate is not (Fate.RefusedAtReception or Fate.Withdrawn)
        );
        Promise("resolved", resolved, (long)Report["resolved"]!);
        Promise(
            "returned to citizens",
            resolved,
            (long)Report["returned"]!["counter"]!
                + (long)Report["returned"]!["online"]!
                + (long)Report["returned"]!["post"]!
        );
        Promise(
            "returned to sender",
            all.Count(plan => plan.ReturnedToSender),
            (long)Report["returnedToSender"]!
        );
        Promise(
            "supplements during examination",
            all.Count(plan => plan.Fate == Fate.Supplement),
            (long)Report["supplements"]!["restart"]! + (long)Report["supplements"]!["resume"]!
        );
        Promise("late", all.Count(plan => plan.Fate == Fate.Late), (long)Report["late"]!);
        Promise(
            "apologies",
            all.Count(plan => plan.Fate == Fate.Apology),
            (long)Report["apologies"]!
        );
        Promise("surveys answered", tally.SurveysAnswered, (long)Report["surveysAnswered"]!);
        Promise("events lost", 0, (long)Report["lost"]!);
        Promise("effects applied twice", 0, (long)Report["duplicates"]!);
        Promise("in progress at the end", 0, (long)table["inProgress"]!);
        if (
            (long)Report["supplements"]!["restart"]! == 0
            || (long)Report["supplements"]!["resume"]! == 0
        )
            _broken.Add("both supplement rules were promised, one was not seen");
        if ((long)Report["noticesSent"]! < resolved)
            _broken.Add(
                $"notices sent: {Report["noticesSent"]}, fewer than the {resolved} results"
            );
    }

    private void Promise(string what, long promised, long happened)
    {
        if (promised != happened)
            _broken.Add($"{what}: {promised} promised, {happened} happened");
    }

    private static JsonObject Morning(string name, IReadOnlyList<Planned> plan, Tally tally) =>
        new()
        {
            ["name"] = name,
            ["dossiers"] = plan.Count(p => tally.IdOf(p) is not null),
            ["in"] = new JsonObject(
                plan.CountBy(p => Life.Camel(p.Channel))
                    .Select(group => KeyValuePair.Create(group.Key, (JsonNode?)group.Value))
            ),
            ["refusedAtReception"] = tally.InStatus(plan, 3),
            ["withdrawn"] = tally.InStatus(plan, 7),
            ["granted"] = tally.WithOutcome(plan, Outcome.Granted),
            ["refusedAfterExamination"] = tally.WithOutcome(plan, Outcome.Refused),
            ["returned"] = tally.InStatus(plan, 10),
            ["early"] = tally.WithTimeliness(plan, Timeliness.Early),
            ["onTime"] = tally.WithTimeliness(plan, Timeliness.OnTime),
            ["late"] = tally.WithTimeliness(plan, Timeliness.Late),
        };
}
