using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using HoanKiem.Contracts;

namespace HoanKiem.Demonstration;

/// <summary>What the people of the plan saw with their own eyes: the demonstration compares it with what the services count.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<int, string> _ids = new();
    private readonly ConcurrentDictionary<int, JsonObject> _receipts = new();
    private readonly ConcurrentDictionary<int, JsonObject> _last = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<int, JsonObject> _histories = new();
    private int _ended;
    private int _cameBack;
    private int _rated;
    private int _apologies;

    public IReadOnlyCollection<string> Failures => _failures;

    public int Submitted => _ids.Count;

    public int AcceptedCount => _receipts.Count;

    public int EndedCount => _ended;

    public int ReturnedToSender => _cameBack;

    public int SurveysAnswered => _rated;

    public int Apologies => _apologies;

    /// <summary>Notices that the gateways had taken at the end; they forget when they are stopped.</summary>
    public long Notices { get; set; }

    public void HandedIn(Planned plan, string id) => _ids[plan.Number] = id;

    public void Accepted(Planned plan, JsonObject receipt) => _receipts[plan.Number] = receipt;

    public void Finished(Planned plan, JsonObject dossier) => _last[plan.Number] = dossier;

    public void CameBack(Planned plan) => Interlocked.Increment(ref _cameBack);

    public void Rated() => Interlocked.Increment(ref _rated);

    public void Apologised() => Interlocked.Increment(ref _apologies);

    public void Ended(Planned plan) => Interlocked.Increment(ref _ended);

    public void Failed(Planned plan, string why) =>
        _failures.Enqueue($"{plan.Number} {plan.Procedure} {plan.Fate} {plan.Agency}: {why}");

    /// <summary>Keeps the history of a dossier, read by the clerk while the appointment lasts.</summary>
    public void Followed(Planned plan, JsonObject history) => _histories[plan.Number] = history;

    public IEnumerable<string> HistoryOf(Planned plan) =>
        (_histories.GetValueOrDefault(plan.Number)?["items"]?.AsArray() ?? []).Select(line =>
            $"{Moment(line!["at"])}  {line["status"], 2}  {line["vi"]} ({line["en"]}) · {line["byAgency"]}"
        );

    private static string Moment(JsonNode? at) =>
        HoanKiem
            .WorkingTime.LegalZone.ToLocal(
                DateTimeOffset.Parse((string)at!, System.Globalization.CultureInfo.InvariantCulture)
            )
            .ToString("dd/MM/yyyy HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    public string? IdOf(Planned plan) => _ids.GetValueOrDefault(plan.Number);

    public JsonObject? ReceiptOf(Planned plan) => _receipts.GetValueOrDefault(plan.Number);

    /// <summary>How many of these ended in a national status.</summary>
    public int InStatus(IEnumerable<Planned> plans, params int[] statuses) =>
        plans.Count(plan =>
            _last.TryGetValue(plan.Number, out var dossier)
            && statuses.Contains((int)dossier["status"]!)
        );

    public int WithOutcome(IEnumerable<Planned> plans, Outcome outcome) =>
        plans.Count(plan => Seen(plan, "outcome") == Life.Camel(outcome));

    public int WithTimeliness(IEnumerable<Planned> plans, Timeliness timeliness) =>
        plans.Count(plan => Seen(plan, "timeliness") == Life.Camel(timeliness));

    /// <summary>All of it, to be kept.</summary>
    public Kept Keep() =>
        new(
            new(_ids),
            new(_receipts),
            new(_last),
            new(_histories),
            [.. _failures],
            _ended,
            _cameBack,
            _rated,
            _apologies,
            Notices
        );

    /// <summary>As it was kept.</summary>
    public static Tally Of(Kept kept)
    {
        var tally = new Tally
        {
            _ended = kept.Ended,
            _cameBack = kept.CameBack,
            _rated = kept.Rated,
            _apologies = kept.Apologies,
            Notices = kept.Notices,
        };
        foreach (var (number, id) in kept.Ids)
            tally._ids[number] = id;
        foreach (var (number, receipt) in kept.Receipts)
            tally._receipts[number] = receipt;
        foreach (var (number, dossier) in kept.Last)
            tally._last[number] = dossier;
        foreach (var (number, history) in kept.Histories)
            tally._histories[number] = history;
        foreach (var failure in kept.Failures)
            tally._failures.Enqueue(failure);
        return tally;
    }

    /// <summary>The tally as it is written down.</summary>
    internal sealed record Kept(
        Dictionary<int, string> Ids,
        Dictionary<int, JsonObject> Receipts,
        Dictionary<int, JsonObject> Last,
        Dictionary<int, JsonObject> Histories,
        List<string> Failures,
        int Ended,
        int CameBack,
        int Rated,
        int Apologies,
        long Notices
    );

    private string? Seen(Planned plan, string member) =>
        _last.TryGetValue(plan.Number, out var dossier) ? (string?)dossier[member] : null;
}
