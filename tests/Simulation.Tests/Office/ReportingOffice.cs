using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.WorkingTime;

namespace HoanKiem.Simulation.Tests.Office;

internal sealed record Change(string What, DateOnly Day);

internal sealed record Newest(long Sequence);

/// <summary>Reporting, as far as it counts: each fact once, by local day.</summary>
internal sealed class ReportingOffice
{
    public ReportingOffice(Service service)
    {
        service.InNoHurry(ResourceNames.Dossiers);
        Counts<DossierSubmitted>(service, Ordering.Independent, "submitted", e => e.OccurredAt);
        Counts<DossierAccepted>(service, Ordering.Ordered, "accepted", e => e.OccurredAt);
        Counts<DossierRefused>(service, Ordering.Independent, "refused", e => e.OccurredAt);
        Counts<DossierWithdrawn>(service, Ordering.Ordered, "withdrawn", e => e.OccurredAt);
        Counts<ProcessingStopped>(service, Ordering.Ordered, "stopped", e => e.OccurredAt);
        Counts<DossierResolved>(service, Ordering.Ordered, "resolved", e => e.SignedAt);
        Counts<ResultReturned>(service, Ordering.Independent, "returned", e => e.OccurredAt);
        Keeps<DossierAccepted>(service, e => (e.DossierId, e.Sequence));
        Keeps<ProcessingStarted>(service, e => (e.DossierId, e.Sequence));
        Keeps<DossierResolved>(service, e => (e.DossierId, e.Sequence));
        Keeps<ResultReturned>(service, e => (e.DossierId, e.Sequence));
    }

    /// <summary>What was counted: rows that are only ever added, so that nobody waits for a total.</summary>
    public Table<long, Change> Changes { get; } = new("change");

    /// <summary>The changes, folded.</summary>
    public Dictionary<(string What, DateOnly Day), int> Totals() =>
        Changes
            .Committed.Values.GroupBy(change => (change.What, change.Day))
            .ToDictionary(changes => changes.Key, changes => changes.Count());

    /// <summary>What a handler that only wants the newest has seen of each dossier.</summary>
    public Table<Guid, Newest> Board { get; } = new("board");

    private void Counts<TEvent>(
        Service service,
        Ordering ordering,
        string what,
        Func<TEvent, DateTimeOffset> when
    )
        where TEvent : class =>
        service.On<TEvent>(
            ordering,
            $"Count-{what}",
            (session, e) =>
            {
                var change = new Change(what, LegalZone.DateOf(when(e)));
                session.Write(() => Changes.Put(session.Transaction, Changes.NextId(), change));
                return Task.CompletedTask;
            },
            readsByKey: true
        );

    private void Keeps<TEvent>(Service service, Func<TEvent, (Guid Id, long Sequence)> of)
        where TEvent : class =>
        service.On<TEvent>(
            Ordering.Latest,
            "Board",
            (session, e) =>
            {
                var (id, sequence) = of(e);
                session.Write(() => Board.Put(session.Transaction, id, new Newest(sequence)));
                return Task.CompletedTask;
            }
        );
}
