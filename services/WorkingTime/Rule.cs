namespace HoanKiem.WorkingTime;

/// <summary>Stable codes of the rules that lines of an explanation name.</summary>
public static class Rule
{
    /// <summary>The day of reception is not counted.</summary>
    public const string ReceptionDay = "reception-day";

    /// <summary>A counted day.</summary>
    public const string Counted = "counted";

    /// <summary>A counted make-up day (làm bù).</summary>
    public const string MakeUpDay = "make-up-day";

    /// <summary>A weekend is not counted.</summary>
    public const string Weekend = "weekend";

    /// <summary>A holiday, compensatory or swapped day off is not counted.</summary>
    public const string DayOff = "day-off";

    /// <summary>Counted working minutes.</summary>
    public const string Minutes = "minutes";

    /// <summary>Came in while the office was closed.</summary>
    public const string OutsideReception = "outside-reception";

    /// <summary>Came in after the cut-off.</summary>
    public const string CutOff = "cut-off";

    /// <summary>The last day was a day off.</summary>
    public const string Moved = "moved";

    /// <summary>The limit ends here.</summary>
    public const string DueDay = "due-day";

    /// <summary>The clock stood still and goes on with what was left.</summary>
    public const string Resume = "resume";

    /// <summary>The clock is counted anew.</summary>
    public const string Restart = "restart";

    /// <summary>To be handed over by.</summary>
    public const string HandOver = "hand-over";
}
