namespace HoanKiem.Catalogue.Procedures;

/// <summary>One slip of the finger: a letter wrong, missing, too many, or two neighbours exchanged.</summary>
internal static class Typo
{
    public static bool IsOne(string typed, string meant)
    {
        if (Math.Abs(typed.Length - meant.Length) > 1)
            return false;
        var start = 0;
        while (start < typed.Length && start < meant.Length && typed[start] == meant[start])
            start++;
        var a = typed.AsSpan(start);
        var b = meant.AsSpan(start);
        if (a.Length == b.Length)
            return a.Length > 0
                && (
                    a[1..].SequenceEqual(b[1..])
                    || (
                        a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..])
                    )
                );
        return a.Length > b.Length ? a[1..].SequenceEqual(b) : a.SequenceEqual(b[1..]);
    }
}
