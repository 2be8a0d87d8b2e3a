using System.Diagnostics;

namespace HoanKiem.Messaging;

/// <summary>One act and all its effects is one trace: a handler's span is a child of the act that published.</summary>
internal static class Tracing
{
    public const string SourceName = "HoanKiem.Messaging";

    private static readonly ActivitySource Source = new(SourceName);

    public static Activity? Handle(Arrival arrival)
    {
        var name = $"handle {arrival.Shape.Type.Name}";
        var activity = Source.StartActivity(name, ActivityKind.Consumer, arrival.TraceParent);
        if (activity is null)
            // Nobody keeps spans; what this publishes still belongs to the act.
            return arrival.TraceParent is { } act
                ? new Activity(name).SetParentId(act).Start()
                : null;

        activity.SetTag("messaging.system", "rabbitmq");
        activity.SetTag("messaging.message.id", arrival.MessageId);
        activity.SetTag("messaging.destination.name", arrival.Queue);
        if (arrival.Shape.DossierId(arrival.Event) is { } dossier)
            activity.SetTag(ServiceDefaults.Telemetry.ServiceTelemetry.DossierId, dossier);
        return activity;
    }

    /// <summary>On the way to the broker until it has confirmed; null when the event belongs to no trace that is kept.</summary>
    public static Activity? Publish(Outgoing e) =>
        Source.HasListeners() && e.TraceParent is { } act
            ? Source
                .StartActivity(
                    $"publish {e.Type[(e.Type.LastIndexOf(':') + 1)..]}",
                    ActivityKind.Producer,
                    act
                )
                ?.SetTag("messaging.system", "rabbitmq")
                .SetTag("messaging.message.id", e.EventId)
            : null;

    /// <summary>A deadline is an act of its own: a new trace.</summary>
    public static Activity? Deadline(string kind, string key) =>
        Source
            .StartActivity($"deadline {kind}", ActivityKind.Internal, default(ActivityContext))
            ?.SetTag("deadline.key", key);
}
