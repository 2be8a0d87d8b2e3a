namespace HoanKiem.Identity.Tokens;

/// <summary>
/// When keys come and go, as a pure function of the moments from which they sign. A new key is published a day before it signs, so that
/// every service has read it by then (they read at least twice a day); an old one stays as long as a person may bring back a token that it
/// signed: the hint of a sign-out, at the end of a sign-in session.
/// </summary>
internal static class KeyRotation
{
    /// <summary>How long a key signs.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(30);

    /// <summary>How long before it signs a key is published.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromDays(1);

    /// <summary>How long after its last signature a key is published.</summary>
    public static readonly TimeSpan Stay = TimeSpan.FromDays(1);

    /// <summary>From when the key signs that has to be made now; none has when null.</summary>
    /// <param name="signFrom">Of the keys that there are, in order.</param>
    /// <param name="now">Of the system clock.</param>
    public static DateTimeOffset? Due(IReadOnlyList<DateTimeOffset> signFrom, DateTimeOffset now)
    {
        if (signFrom.Count == 0)
            return now;
        var next = signFrom[^1] + Period;
        // After a long stop the time is over in which it should have been published: then it is published first all the same.
        return now < next - Lead ? null
            : now + Lead > next ? now + Lead
            : next;
    }

    /// <summary>Place of the key that signs now: the newest whose time has come.</summary>
    public static int Current(IReadOnlyList<DateTimeOffset> signFrom, DateTimeOffset now)
    {
        for (var i = signFrom.Count - 1; i > 0; i--)
            if (signFrom[i] <= now)
                return i;
        return 0;
    }

    /// <summary>How many of the oldest keys nobody needs any more.</summary>
    public static int Ended(IReadOnlyList<DateTimeOffset> signFrom, DateTimeOffset now)
    {
        var ended = 0;
        while (ended + 1 < signFrom.Count && signFrom[ended + 1] + Stay <= now)
            ended++;
        return ended;
    }
}
