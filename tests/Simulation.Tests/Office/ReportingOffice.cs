using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.WorkingTime;

namespace HoanKiem.Simulation.Tests.Office;

internal sealed record Count(int Number);

internal sealed record Newest(long Sequence);

/// <summary>Reporting, as far as it counts: each fact once, by local day.</summary>
internal sealed class ReportingOffice
{
    public ReportingOffice(Service service)
    {
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

    public Table<(string What, DateOnly Day), Count> Totals { get; } = new("totals");

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
            async (session, e) =>
            {
                var key = (what, LegalZone.DateOf(when(e)));
                await session.StepAsync("counts");
                await session.LockAsync((Totals, key));
                var known = Totals.Find(session.Transaction, key)?.Number ?? 0;
                Totals.Put(session.Transaction, key, new Count(known + 1));
            }
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
