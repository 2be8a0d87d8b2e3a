using System.Runtime.CompilerServices;

namespace HoanKiem.Architecture.Tests;

/// <summary>The files of the repository as a newcomer finds them, without what builds, runs and tools leave behind.</summary>
internal static class Repository
{
    private static readonly HashSet<string> LeftBehind = new(StringComparer.Ordinal)
    {
        ".git",
        ".local",
        ".vs",
        ".idea",
        "artifacts",
        "bin",
        "obj",
        "node_modules",
        "TestResults",
    };

    public static string Root { get; } = Path.GetFullPath(Path.Combine(OwnFolder(), "..", ".."));

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Walk(Root)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.EndsWith(".received", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>C# that somebody wrote.</summary>
    public static IEnumerable<string> Code =>
        Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !IsMigration(file));

    /// <summary>What people read or write: everything but fonts, pictures and other people's licences.</summary>
    public static IEnumerable<string> Texts =>
        Files.Where(file =>
            Path.GetExtension(file) is not (".ttf" or ".png" or ".jpg" or ".ico" or ".pdf")
            && !file.Contains("/Fonts/", StringComparison.Ordinal)
        );

    public static bool IsMigration(string file) =>
        file.Contains("/Migrations/", StringComparison.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static int Lines(string file) => File.ReadLines(Path.Combine(Root, file)).Count();

    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .Where(file => Path.GetFileName(file) != ".git")
            .Concat(
                Directory
                    .EnumerateDirectories(folder)
                    .Where(inner => !LeftBehind.Contains(Path.GetFileName(inner)))
                    .SelectMany(Walk)
            );

    private static string OwnFolder([CallerFilePath] string file = "") =>
        Path.GetDirectoryName(file)!;
}
