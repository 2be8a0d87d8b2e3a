using HoanKiem.Catalogue.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>How well a procedure answers a search; better first.</summary>
internal enum Match
{
    /// <summary>The code, or its beginning.</summary>
    Code,

    /// <summary>Every word as written, accents included.</summary>
    Exact,

    /// <summary>Every word when accents are left out.</summary>
    Folded,

    /// <summary>With one letter or one space wrong.</summary>
    Typo,
}

/// <summary>A procedure found.</summary>
/// <param name="Version">The version in force.</param>
/// <param name="Match">How well it answers.</param>
/// <param name="Key">Its place among all answers, unique and in ordinal order.</param>
internal sealed record Hit(ProcedureVersion Version, Match Match, string Key);

/// <summary>
/// All versions in memory, folded once: at some hundred procedures this is faster than a query. Every search asks the
/// database for one number, the count of events told, so that each replica notices what another has published.
/// </summary>
internal sealed class ProcedureIndex
{
    private volatile Snapshot _snapshot = new(-1, []);

    /// <summary>The versions in force on <paramref name="on"/> that answer <paramref name="query"/>, best first; all by code when there is no query.</summary>
    public async Task<IReadOnlyList<Hit>> Find(
        CatalogueDb db,
        string? query,
        DateOnly on,
        string? level,
        CancellationToken ct
    )
    {
        var entries = (await Current(db, ct)).Entries.Where(e =>
            e.Version.InForce(on) && (level is null || e.Levels.Contains(level))
        );
        var wanted = SearchText.Of(query ?? "");
        if (wanted.Words.Count == 0)
            return string.IsNullOrWhiteSpace(query)
                ?
                [
                    .. entries
                        .Select(e => new Hit(e.Version, Match.Code, e.Version.ProcedureCode))
                        .OrderBy(h => h.Key, StringComparer.Ordinal),
                ]
                : [];

        // "Thủ tục …" is how people begin and how only some official names begin.
        if (wanted.Words is ["thu", "tuc", _, ..])
            wanted = wanted.From(2);

        var hits = entries.Select(e => e.Answer(wanted, query!.Trim())).OfType<Hit>().ToList();
        if (hits.Count == 0)
            hits = [.. entries.Select(e => e.AnswerWithTypo(wanted)).OfType<Hit>()];
        hits.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return hits;
    }

    private async Task<Snapshot> Current(CatalogueDb db, CancellationToken ct)
    {
        var stamp = await db.Procedures.IgnoreAutoIncludes().SumAsync(p => p.Sequence, ct);
        if (_snapshot.Stamp == stamp)
            return _snapshot;
        var versions = await db.Set<ProcedureVersion>().AsNoTracking().ToListAsync(ct);
        return _snapshot = new Snapshot(stamp, [.. versions.Select(v => new Entry(v))]);
    }

    private sealed record Snapshot(long Stamp, IReadOnlyList<Entry> Entries);

    private sealed class Entry(ProcedureVersion version)
    {
        private readonly SearchText _name = SearchText.Of(version.Content.Name);
        private readonly SearchText _field = SearchText.Of(version.Content.Field);

        public ProcedureVersion Version => version;

        public IReadOnlyList<string> Levels { get; } = version.Content.Level.Split('|');

        public Hit? Answer(SearchText wanted, string typed)
        {
            if (version.ProcedureCode.StartsWith(typed, StringComparison.Ordinal))
                return Rank(Match.Code, 0);

            var exact = true;
            for (var i = 0; i < wanted.Words.Count; i++)
            {
                var last = i == wanted.Words.Count - 1;
                if (Has(_name, wanted.Words[i], wanted.Keys[i], last) is { } inName)
                    exact &= inName;
                else if (Has(_field, wanted.Words[i], wanted.Keys[i], last) is { } inField)
                    exact &= inField;
                else
                    return null;
            }

            return Rank(exact ? Match.Exact : Match.Folded, Position(wanted.Joined));
        }

        public Hit? AnswerWithTypo(SearchText wanted)
        {
            if (
                wanted.Squeezed.Length >= 4
                && _name.Squeezed.Contains(wanted.Squeezed, StringComparison.Ordinal)
            )
                return Rank(Match.Typo, 0);
            var missed = wanted
                .Words.Where(word => !_name.Words.Contains(word) && !_field.Words.Contains(word))
                .ToArray();
            if (missed is not [{ Length: >= 3 } one])
                return null;
            // What was meant, by where it makes the words stand side by side.
            var positions = _name
                .Words.Where(word => Typo.IsOne(one, word))
                .Select(meant =>
                    Position(
                        string.Join(' ', wanted.Words.Select(word => word == one ? meant : word))
                    )
                )
                .ToArray();
            return positions.Length == 0 ? null : Rank(Match.Typo, positions.Min());
        }

        // Null when the word is not there; else whether its accents are right too. The last word may still be being typed.
        private static bool? Has(SearchText text, string word, string key, bool last)
        {
            bool? found = null;
            for (var i = 0; i < text.Words.Count; i++)
            {
                if (text.Keys[i] == key)
                    return true;
                if (
                    text.Words[i] == word
                    || (
                        last
                        && word.Length >= 2
                        && text.Words[i].StartsWith(word, StringComparison.Ordinal)
                    )
                )
                    found = false;
            }

            return found;
        }

        // The words side by side, the earlier the better; scattered words come last.
        private int Position(string phrase)
        {
            var at = (" " + _name.Joined).IndexOf(" " + phrase, StringComparison.Ordinal);
            return at < 0 ? 999 : Math.Min(at, 998);
        }

        private Hit Rank(Match match, int position) =>
            new(
                version,
                match,
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{(int)match}{position:000}{Math.Min(_name.Joined.Length, 9999):0000}{version.ProcedureCode}"
                )
            );
    }
}
