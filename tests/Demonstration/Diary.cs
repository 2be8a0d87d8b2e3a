using System.Text.Json;

namespace HoanKiem.Demonstration;

/// <summary>
/// What the people of the plan saw, written down when both mornings have been played. A later start finds its data again, compares it with
/// the diary and plays nothing twice: a legal time that has passed does not come back.
/// </summary>
internal sealed class Diary(string path)
{
    /// <summary>Beside the clock file, so that data, time and diary are kept and cleared together.</summary>
    public static Diary Beside(string clockFile) => new(clockFile + ".diary");

    /// <summary>The tally of the mornings that were played; null when none were, or not to their end.</summary>
    public Tally? Read() =>
        File.Exists(path)
        && JsonSerializer.Deserialize<Tally.Kept>(File.ReadAllText(path)) is { } kept
            ? Tally.Of(kept)
            : null;

    /// <summary>Writes it down: whole or not at all.</summary>
    public void Keep(Tally tally)
    {
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(tally.Keep()));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Forgets it; what is played from now on is another story.</summary>
    public void Clear() => File.Delete(path);
}
