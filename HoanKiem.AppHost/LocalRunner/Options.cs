namespace HoanKiem.LocalRunner;

/// <summary>How the runner was called.</summary>
internal sealed record Options
{
    /// <summary>The folder of the repository.</summary>
    public required string Root { get; init; }

    /// <summary>Where data, logs and <c>endpoints.json</c> are kept: <c>--state FOLDER</c>.</summary>
    public required string State { get; init; }
    public required string Environment { get; init; }

    /// <summary>Ends everything when this resource ends, with its exit code: <c>--until NAME</c>.</summary>
    public string? Until { get; init; }

    /// <summary>The output of this resource goes to the console too: <c>--show NAME</c>.</summary>
    public string? Shown { get; init; }

    /// <summary>Starts only the servers, writes their connection strings here and runs until stdin closes: <c>--backing-only FILE</c>.</summary>
    public string? BackingOnly { get; init; }

    /// <summary>Begins with empty data: <c>--fresh</c>.</summary>
    public bool Fresh { get; init; }

    /// <summary>Data of tests need not outlive a power cut: <c>--volatile</c> turns fsync off.</summary>
    public bool Volatile { get; init; }

    public static Options Parse(string[] args)
    {
        string? After(string name) =>
            Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
                ? args[at + 1]
                : null;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "HoanKiem.slnx")))
            root = root.Parent;
        var folder = root?.FullName ?? Directory.GetCurrentDirectory();
        return new()
        {
            Root = folder,
            State = Path.GetFullPath(After("--state") ?? Path.Combine(folder, ".local")),
            Environment =
                System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
                ?? System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
                ?? "Production",
            Until = After("--until"),
            Shown = After("--show") ?? After("--until"),
            BackingOnly = After("--backing-only"),
            Fresh = args.Contains("--fresh"),
            Volatile = args.Contains("--volatile"),
        };
    }
}
