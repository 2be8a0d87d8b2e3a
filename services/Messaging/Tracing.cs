using System.Diagnostics;

namespace HoanKiem.Messaging;

/// <summary>One act and all its effects is one trace: a handler's span is a child of the act that published.</summary>
internal static class Tracing
{
    public const string SourceName = "HoanKiem.Messaging";

    private static readonly ActivitySource Source = new(SourceName);

    public static Activity? Handle(Arrival arrival)
    {
        var activity = Source.StartActivity(
            $"handle {arrival.Shape.Type.Name}",
            ActivityKind.Consumer,
            arrival.TraceParent
        );
        if (activity is null)
            return null;

        activity.SetTag("messaging.message.id", arrival.MessageId);
        activity.SetTag("messaging.destination.name", arrival.Queue);
        if (arrival.Shape.DossierId(arrival.Event) is { } dossier)
            activity.SetTag(ServiceDefaults.Telemetry.ServiceTelemetry.DossierId, dossier);
        return activity;
    }

    /// <summary>A deadline is an act of its own: a new trace.</summary>
    public static Activity? Deadline(string kind, string key) =>
        Source
            .StartActivity($"deadline {kind}", ActivityKind.Internal, default(ActivityContext))
            ?.SetTag("deadline.key", key);
}
