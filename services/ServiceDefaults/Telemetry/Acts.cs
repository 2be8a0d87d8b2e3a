using System.Diagnostics;

namespace HoanKiem.ServiceDefaults.Telemetry;

/// <summary>
/// One act and all its effects is one trace. The acts of a dossier, days apart, are traces of their own: each has a span link to the one
/// before it, and the attribute <c>dossier.id</c> finds them all.
/// </summary>
public static class Acts
{
    /// <summary>Joins the act under way to the last one of the dossier.</summary>
    /// <param name="dossier">The dossier; goes into the attribute.</param>
    /// <param name="last">W3C trace context of the last act, as kept with the dossier; null for the first.</param>
    /// <returns>What to keep as the last act from now on.</returns>
    public static string? Join(Guid dossier, string? last)
    {
        if (Activity.Current is not { } act)
            return last;
        act.SetTag(ServiceTelemetry.DossierId, dossier);
        if (
            ActivityContext.TryParse(last, null, isRemote: true, out var before)
            && before.TraceId != act.TraceId
        )
            act.AddLink(new ActivityLink(before));
        return act.Id;
    }
}
