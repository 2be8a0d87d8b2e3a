namespace HoanKiem.Architecture.Tests;

/// <summary>A house rule and everything that breaks it.</summary>
internal static class Rule
{
    public static void Holds(string rule, IEnumerable<string> broken)
    {
        var list = broken.Distinct().Order(StringComparer.Ordinal).ToList();
        if (list.Count > 0)
            Assert.Fail($"{rule}\n  {string.Join("\n  ", list)}");
    }
}
