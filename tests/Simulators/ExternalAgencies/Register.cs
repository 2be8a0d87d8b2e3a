using System.Globalization;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Simulators.ExternalAgencies;

/// <summary>A request as it comes in. It names no person: the reference is all that the two offices share.</summary>
public sealed record Order(
    Guid Reference,
    string Kind,
    Guid CaseId,
    string DossierNumber,
    string Agency,
    DateTimeOffset? DueAt
);

/// <summary>One report that has to be sent.</summary>
/// <param name="Id">Identity of the message, stable over attempts.</param>
/// <param name="State">What is reported.</param>
/// <param name="OccurredAt">When it happened, legal time.</param>
/// <param name="SendAt">When it is sent, legal time.</param>
internal sealed record Report(
    string Id,
    string State,
    DateTimeOffset OccurredAt,
    DateTimeOffset SendAt
);

/// <summary>A request and what the office does with it: all of it is decided when it comes in, so that a seed repeats a day.</summary>
internal sealed class Matter(
    string system,
    string externalId,
    Order order,
    string outcome,
    IReadOnlyList<Report> reports
)
{
    public string System => system;
    public string ExternalId => externalId;
    public Order Order => order;
    public bool Held { get; set; }
    public List<Report> ToSend { get; } = [.. reports];
    public string State { get; private set; } = "accepted";
    public DateTimeOffset StateAt { get; private set; } = reports[0].OccurredAt;
    public string? ResultNumber =>
        State == "completed" ? $"{(system == "police" ? "CA" : "BHXH")}-{externalId[^6..]}" : null;
    public string? ReasonCode => State == "refused" ? "not-eligible" : null;

    /// <summary>The state at a moment of legal time.</summary>
    public void Advance(DateTimeOffset now)
    {
        foreach (var report in reports.Where(r => r.OccurredAt <= now && r.OccurredAt >= StateAt))
            (State, StateAt) = (report.State, report.OccurredAt);
    }

    public void Fail() => outcome = "refused";

    public string Final(string state) => state is "completed" or "refused" ? outcome : state;

    public object Status() =>
        new
        {
            reference = order.Reference,
            externalId,
            state = Final(State),
            occurredAt = StateAt,
            resultNumber = Final(State) == "completed" ? ResultNumber : null,
            reasonCode = Final(State) == "refused" ? "not-eligible" : null,
        };
}

/// <summary>What the systems have on file.</summary>
internal sealed class Register(Behaviour behaviour, BusinessClock clock)
{
    private static readonly string[] Systems = ["police", "social-insurance"];
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Matter> _matters = [];
    private readonly HashSet<Guid> _held = [];
    private readonly HashSet<Guid> _failing = [];
    private int _number;

    /// <summary>Takes a request; the same reference again is the same request. Null while the systems are down.</summary>
    public Matter? Take(string system, Order order)
    {
        if (!Systems.Contains(system) || behaviour.Now().Down == true)
            return null;
        lock (_lock)
        {
            if (_matters.TryGetValue(order.Reference, out var known))
                return known;
            var externalId = string.Create(
                CultureInfo.InvariantCulture,
                $"{(system == "police" ? "P" : "S")}{++_number:D8}"
            );
            var refused =
                behaviour.Happens(behaviour.Now().Refused) || _failing.Contains(order.Reference);
            var matter = new Matter(
                system,
                externalId,
                order,
                refused ? "refused" : "completed",
                Plan(externalId)
            )
            {
                Held = _held.Contains(order.Reference),
            };
            _matters.Add(order.Reference, matter);
            return matter;
        }
    }

    public Matter? Find(string system, string externalId)
    {
        lock (_lock)
        {
            var found = _matters.Values.FirstOrDefault(m =>
                m.System == system && m.ExternalId == externalId
            );
            if (found is { Held: false })
                found.Advance(clock.GetUtcNow());
            return found;
        }
    }

    public IReadOnlyList<Matter> All()
    {
        lock (_lock)
            return [.. _matters.Values];
    }

    public void Apply(Control control)
    {
        lock (_lock)
        {
            foreach (var reference in control.Hold ?? [])
                Hold(reference, true);
            foreach (var reference in control.Release ?? [])
                Hold(reference, false);
            foreach (var reference in control.Fail ?? [])
            {
                _failing.Add(reference);
                _matters.GetValueOrDefault(reference)?.Fail();
            }
        }
    }

    /// <summary>The reports whose time has come; each is handed out once.</summary>
    public IReadOnlyList<(Matter Matter, Report Report)> Due()
    {
        var now = clock.GetUtcNow();
        var due = new List<(Matter, Report)>();
        lock (_lock)
            foreach (var matter in _matters.Values.Where(m => !m.Held))
            {
                matter.Advance(now);
                foreach (var report in matter.ToSend.Where(r => r.SendAt <= now).ToList())
                {
                    matter.ToSend.Remove(report);
                    due.Add((matter, report));
                }
            }
        return due;
    }

    /// <summary>A report that did not arrive is sent again.</summary>
    public void Again(Matter matter, Report report)
    {
        lock (_lock)
            matter.ToSend.Add(report);
    }

    private void Hold(Guid reference, bool held)
    {
        _ = held ? _held.Add(reference) : _held.Remove(reference);
        if (_matters.GetValueOrDefault(reference) is { } matter)
            matter.Held = held;
    }

    private List<Report> Plan(string externalId)
    {
        var (now, duration, rates) = (clock.GetUtcNow(), behaviour.Duration(), behaviour.Now());
        (string State, DateTimeOffset At)[] life =
        [
            ("accepted", now),
            ("in-progress", now + duration / 2),
            ("completed", now + duration),
        ];
        var reports = new List<Report>();
        var mixed = behaviour.Happens(rates.OutOfOrder);
        foreach (var (state, at) in life)
        {
            // Out of order: what happened first is told last.
            var send = mixed && state != "completed" ? now + duration * 1.1 : at;
            if (behaviour.Happens(rates.Late))
                send += TimeSpan.FromDays(1);
            var report = new Report(
                $"{externalId}-{state}",
                state,
                at,
                behaviour.Happens(rates.Lost) ? DateTimeOffset.MaxValue : send
            );
            reports.Add(report);
            if (behaviour.Happens(rates.Twice))
                reports.Add(report);
        }
        return reports;
    }
}
