using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.WorkingTime;
using static HoanKiem.Simulation.Tests.Office.Invariants;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>The law of dossiers, checked on what is committed.</summary>
internal static class DossierInvariants
{
    private static readonly Dictionary<string, Oracle> Oracles = new(StringComparer.Ordinal)
    {
        [Town.FirstCalendar] = new(Town.Calendar),
        [Town.SecondCalendar] = new(Town.LaterCalendar),
    };

    public static void All(Schedule schedule)
    {
        var dossiers = schedule.Dossiers.Dossiers.Committed.Values.ToList();
        Once(schedule, dossiers);
        Numbers(schedule, dossiers);
        var histories = schedule
            .Dossiers.History.Committed.OrderBy(row => row.Key)
            .Select(row => row.Value)
            .ToLookup(entry => entry.DossierId);
        foreach (var dossier in dossiers)
        {
            Life(dossier, [.. histories[dossier.Id]]);
            Clock(dossier, schedule);
        }
        CauseInvariants.All(schedule);
        Counters(schedule, dossiers);
    }

    private static void Once(Schedule schedule, List<Dossier> dossiers)
    {
        var codes = dossiers.Select(dossier => dossier.RequestCode).ToList();
        Hold(
            "every acknowledged dossier exists once",
            codes.Order().SequenceEqual(schedule.Wanted.Order()),
            $"wanted {string.Join(' ', schedule.Wanted)}, there are {string.Join(' ', codes)}"
        );
    }

    // Each day of an agency has the numbers 1 to n, each once; the counter says n.
    private static void Numbers(Schedule schedule, List<Dossier> dossiers)
    {
        var given = dossiers.Where(dossier => dossier.Number is not null).ToList();
        Hold(
            "numbers are unique",
            given.Select(dossier => dossier.Number).Distinct().Count() == given.Count
        );
        Hold(
            "a dossier keeps the number that was told",
            schedule
                .Told.OrderBy(told => told.Id)
                .SequenceEqual(
                    given
                        .Select(dossier => (dossier.Id, Number: dossier.Number!))
                        .OrderBy(told => told.Id)
                ),
            $"told {string.Join(' ', schedule.Told)}"
        );
        var days = given.ToLookup(dossier =>
            (dossier.ReceivingAgency, LegalZone.DateOf(dossier.AcceptedAt!.Value))
        );
        foreach (var day in days)
            Hold(
                "each number comes from the counter of its day",
                schedule.Dossiers.Numbers.Committed.ContainsKey(day.Key),
                $"{day.Key}"
            );
        foreach (var (key, counter) in schedule.Dossiers.Numbers.Committed)
            Hold(
                "numbers of a day have no holes and are never used again",
                days[key]
                    .Select(dossier => dossier.Number)
                    .Order(StringComparer.Ordinal)
                    .SequenceEqual(
                        Enumerable
                            .Range(1, (int)counter.Last)
                            .Select(n => DossierNumber.Of(Town.PrefixOf(key.Agency), key.Day, n))
                    ),
                $"{key}: {string.Join(' ', days[key].Select(dossier => dossier.Number))}"
            );
    }

    private static void Life(Dossier dossier, List<HistoryEntry> history)
    {
        var phase = PhaseOf(history[0].ToFacets);
        Hold("a life begins as a draft or at the office", phase is Phase.Draft or Phase.Arrived);
        foreach (var entry in history.Skip(1))
        {
            Hold(
                "history is one line",
                PhaseOf(entry.FromFacets) == phase,
                $"{dossier.RequestCode} {entry.What}: {entry.FromFacets} after {phase}"
            );
            var next = PhaseOf(entry.ToFacets);
            Hold(
                "each life is a path of the table",
                next == phase
                    || DossierStatus.Transitions.Any(t => t.From == phase && t.To == next),
                $"{dossier.RequestCode} {entry.What}: {phase} to {next}"
            );
            phase = next;
        }
        Hold("history ends where the dossier is", phase == dossier.Phase, dossier.RequestCode);
        Hold(
            "the status is a function of the facets",
            dossier.Status == DossierStatus.Of(dossier.Facets),
            dossier.RequestCode
        );
    }

    private static void Clock(Dossier dossier, Schedule schedule)
    {
        if (dossier.AcceptedAt is not { } accepted)
            return;
        var (calendar, oracle) = (
            Town.CalendarOf(dossier.CalendarVersion!),
            Oracles[dossier.CalendarVersion!]
        );
        if (dossier.Limit is null)
        {
            Hold("no limit, no due date", dossier.LegalDueAt is null, dossier.RequestCode);
            return;
        }
        foreach (
            var at in dossier
                .Waits.SelectMany(wait => new[] { wait.From, wait.To ?? wait.From })
                .Append(accepted.AddDays(1))
                .Append(accepted.AddDays(9))
                .Append(dossier.SignedAt ?? schedule.World.Now)
                .Where(at => at >= accepted)
        )
        {
            var reading = dossier.ReadClock(calendar, at)!;
            var elapsed = oracle.Minutes(accepted, at);
            Hold(
                "processing and waiting are not negative and make the elapsed time",
                reading is { ProcessingMinutes: >= 0, WaitingMinutes: >= 0 }
                    && reading.ProcessingMinutes + reading.WaitingMinutes == elapsed,
                $"{dossier.RequestCode} at {at:u}: {reading.ProcessingMinutes} + {reading.WaitingMinutes}, elapsed {elapsed}"
            );
        }

        // While it waits the date stands where it was, and a wait that only the end of the dossier has ended does not move it any more.
        if (dossier.OpenWaits.Count > 0)
            return;
        var ended = dossier.Phase is Phase.Withdrawn or Phase.Stopped
            ? CauseInvariants.EndOf(schedule, dossier)
            : null;
        // A calendar that came while it waited has counted the wait as far as it had gone.
        if (ended is not null && dossier.CalendarVersion == Town.SecondCalendar)
            return;
        var due = new DateTimeOffset(oracle.Due(dossier, ended)!.Value, TimeSpan.FromHours(7));
        if (dossier.ExtendedTo > due)
            due = dossier.ExtendedTo.Value;
        Hold(
            "the due date is the oracle's",
            dossier.LegalDueAt == due,
            $"{dossier.RequestCode} {dossier.Limit} {dossier.SupplementRule} accepted {accepted:u}: {dossier.LegalDueAt:u}, oracle {due.UtcDateTime:u}; waits {string.Join(", ", dossier.Waits.Select(w => $"{w.Kind} {w.From:u}-{w.To:u}"))}"
        );
        if (dossier.SignedAt is { } signed)
            Hold(
                "on time is judged by local date",
                dossier.Timeliness == Judge(signed, due),
                dossier.RequestCode
            );
    }

    private static Contracts.Timeliness Judge(DateTimeOffset signed, DateTimeOffset due)
    {
        var (on, by) = (
            signed.ToOffset(TimeSpan.FromHours(7)).Date,
            due.ToOffset(TimeSpan.FromHours(7)).Date
        );
        return on < by ? Contracts.Timeliness.Early
            : on == by ? Contracts.Timeliness.OnTime
            : Contracts.Timeliness.Late;
    }

    private static void Counters(Schedule schedule, List<Dossier> dossiers)
    {
        var counted = schedule.Reporting.Totals();
        Recount("submitted", dossiers.Select(d => (DateTimeOffset?)d.SubmittedAt));
        Recount("accepted", dossiers.Select(d => d.AcceptedAt));
        Recount("resolved", dossiers.Select(d => d.SignedAt));
        Recount("returned", dossiers.Select(d => d.ReturnedAt));
        Recount("refused", Ends(Phase.Refused));
        Recount("withdrawn", Ends(Phase.Withdrawn));
        Recount("stopped", Ends(Phase.Stopped));
        foreach (var dossier in dossiers)
        {
            var newest = schedule
                .Dossiers.Service.Tables.EventLog.Committed.Values.Where(e =>
                    e.Aggregate == dossier.Id.ToString()
                    && e.Event
                        is DossierAccepted
                            or ProcessingStarted
                            or DossierResolved
                            or ResultReturned
                )
                .Max(e => (long?)e.Sequence);
            Hold(
                "the board shows the newest",
                schedule.Reporting.Board.Committed.GetValueOrDefault(dossier.Id)?.Sequence
                    == newest,
                dossier.RequestCode
            );
        }

        void Recount(string what, IEnumerable<DateTimeOffset?> moments)
        {
            var days = moments
                .Where(at => at is not null)
                .GroupBy(at => LegalZone.DateOf(at!.Value))
                .ToList();
            foreach (var day in days)
                Hold(
                    "counters equal recounts",
                    counted.GetValueOrDefault((what, day.Key)) == day.Count(),
                    $"{what} {day.Key}: {counted.GetValueOrDefault((what, day.Key))}, recounted {day.Count()}"
                );
            Hold(
                "counters equal recounts",
                counted.Count(row => row.Key.What == what) == days.Count,
                what
            );
        }

        IEnumerable<DateTimeOffset?> Ends(Phase phase) =>
            dossiers
                .Where(dossier => dossier.Phase == phase)
                .Select(dossier => CauseInvariants.EndOf(schedule, dossier));
    }

    private static Phase PhaseOf(string facets) =>
        Enum.Parse<Phase>(facets.Split(' ')[0], ignoreCase: true);
}
