using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Messaging;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.Waits;

/// <summary>The deadlines of a dossier's clock: set while it runs, taken away while it stands and when it is over.</summary>
internal static class DueWatch
{
    /// <summary>Twenty-four hours are left (sắp hết hạn).</summary>
    public const string Soon = "due-soon";

    /// <summary>The local day of the due date is over.</summary>
    public const string Missed = "due-missed";

    /// <summary>The citizen's time for papers is over.</summary>
    public const string Supplement = "supplement-until";

    /// <summary>Sets or clears them as the dossier now stands.</summary>
    public static void Follow(IDeadlines deadlines, Dossier dossier)
    {
        var key = dossier.Id.ToString();
        if (dossier is { ClockRuns: true, LegalDueAt: { } due })
        {
            deadlines.Set(Soon, key, due.AddHours(-24));
            // On time is compared by local date: late begins at midnight after the due day.
            deadlines.Set(Missed, key, LegalZone.StartOf(LegalZone.DateOf(due).AddDays(1)));
        }
        else if (dossier.LegalDueAt is not null)
        {
            deadlines.Clear(Soon, key);
            deadlines.Clear(Missed, key);
        }

        if (
            dossier.Waits.Any(wait => wait.Kind == Lifecycle.WaitKind.Paper)
            && !dossier.OpenWaits.Contains(Lifecycle.WaitKind.Paper)
        )
            deadlines.Clear(Supplement, key);
    }
}
