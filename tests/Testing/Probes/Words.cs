using System.Buffers;

namespace HoanKiem.Testing.Probes;

/// <summary>What occurs in one object only, looked for in an answer all at once: there are thousands of words, and tens of thousands of answers.</summary>
internal sealed class Words
{
    private readonly Dictionary<string, Probed> _of = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Probed>.AlternateLookup<ReadOnlySpan<char>> _find;
    private readonly SearchValues<string> _all;
    private readonly int[] _lengths;

    public Words(IEnumerable<Probed> objects)
    {
        foreach (var o in objects)
        {
            foreach (var word in o.Words)
                _of[word] = o;
        }

        _find = _of.GetAlternateLookup<ReadOnlySpan<char>>();
        _all = SearchValues.Create([.. _of.Keys], StringComparison.Ordinal);
        _lengths = [.. _of.Keys.Select(word => word.Length).Distinct()];
    }

    /// <summary>The words in a text, and whose they are; one may be within another.</summary>
    public List<(string Word, Probed Of)> In(string text)
    {
        var found = new List<(string, Probed)>();
        for (var at = text.AsSpan().IndexOfAny(_all); at >= 0; at = Next(text, at + 1))
        {
            foreach (var length in _lengths)
            {
                if (
                    at + length <= text.Length
                    && _find.TryGetValue(text.AsSpan(at, length), out var word, out var of)
                )
                    found.Add((word, of));
            }
        }

        return found;
    }

    private int Next(string text, int from) =>
        text.AsSpan(from).IndexOfAny(_all) is var next and >= 0 ? from + next : -1;
}
