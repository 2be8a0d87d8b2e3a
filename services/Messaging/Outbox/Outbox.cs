using System.Diagnostics;
using System.Text.Json;

namespace HoanKiem.Messaging;

internal sealed class Outbox(
    MessagingDb db,
    ServiceMessaging messaging,
    RelaySignal signal,
    TimeProvider clock
) : IOutbox
{
    public void Publish<TEvent>(TEvent @event)
        where TEvent : class
    {
        var shape = EventShape.Of(@event.GetType());
        if (shape.Producer != messaging.Service)
            throw new ArgumentException(
                $"{shape.Name} is said by {shape.Producer}, not by {messaging.Service}."
            );

        var now = clock.GetUtcNow();
        var aggregate = shape.AggregateId(@event);
        if (shape.DossierId(@event) is { } dossier)
            Activity.Current?.SetTag(ServiceDefaults.Telemetry.ServiceTelemetry.DossierId, dossier);
        var logged = new LoggedEvent
        {
            EventId = Guid.CreateVersion7(now),
            Type = shape.Name,
            AggregateId = aggregate,
            Sequence = shape.Sequence(@event),
            OccurredAt = shape.OccurredAt(@event).ToUniversalTime(),
            RecordedAt = now,
            Body = JsonSerializer.Serialize(@event, shape.Type, MessageJson.Options),
            TraceParent = Activity.Current?.Id,
            Correlation =
                shape.DossierId(@event) ?? (Guid.TryParse(aggregate, out var id) ? id : null),
        };
        db.Context.Add(logged);
        db.Context.Add(new OutboxRow { EventId = logged.EventId });
        signal.Says(db.Context);
    }
}
