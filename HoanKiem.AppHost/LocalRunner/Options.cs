using static System.Environment;

namespace HoanKiem.LocalRunner;

/// <summary>How the runner was called: what follows <c>--name</c> on the command line.</summary>
internal sealed class Options(string[] args)
{
    public string Root { get; } = FolderOfTheSolution();
    public string Environment { get; } =
        GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production";

    // Where data, logs and endpoints.json are kept.
    public string State => Path.GetFullPath(After("--state") ?? Path.Combine(Root, ".local"));

    // Everything ends when this resource ends, with its exit code; and its output, or that of another, goes to the console too.
    public string? Until => After("--until");
    public string? Shown => After("--show") ?? Until;

    // Only the servers run, until stdin closes; their connection strings are written to this file.
    public string? Backing => After("--backing-only");

    // Begins with empty data; the data of tests need not outlive a power cut, so fsync may be off.
    public bool Fresh => args.Contains("--fresh");
    public bool Volatile => args.Contains("--volatile");

    private string? After(string name) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault();

    private static string FolderOfTheSolution()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is { } parent && !File.Exists(Path.Combine(folder.FullName, "HoanKiem.slnx")))
            folder = parent;
        return folder.FullName;
    }
}
