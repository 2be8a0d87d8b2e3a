using System.Runtime.CompilerServices;

namespace HoanKiem.Testing;

/// <summary>
/// Compares a text with an approved file. On a difference it writes <c>*.received</c> beside it and fails: look at the difference,
/// and if it is meant, move the received file over the approved one.
/// </summary>
public static class Approved
{
    /// <summary>Compares with <paramref name="path"/>, relative to the folder of the calling test.</summary>
    public static void Match(string path, string actual, [CallerFilePath] string caller = "") =>
        MatchFile(Path.Combine(Path.GetDirectoryName(caller)!, path), actual);

    /// <summary>Compares with the file <paramref name="file"/>.</summary>
    public static void MatchFile(string file, string actual)
    {
        var received = file + ".received";
        var text = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (
            File.Exists(file)
            && File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd() + "\n" == text
        )
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(received, text);
        throw new InvalidOperationException(
            $"{file} is not what was approved{FirstDifference(file, text)}. See {received}."
        );
    }

    private static string FirstDifference(string file, string text)
    {
        if (!File.Exists(file))
            return ": there is no such file yet";
        var approved = File.ReadAllLines(file);
        var lines = text.Split('\n');
        var line = Enumerable
            .Range(0, Math.Max(approved.Length, lines.Length))
            .FirstOrDefault(i => approved.ElementAtOrDefault(i) != lines.ElementAtOrDefault(i));
        return $", first in line {line + 1}: \"{approved.ElementAtOrDefault(line)}\" became \"{lines.ElementAtOrDefault(line)}\"";
    }
}
