using static System.Environment;

namespace HoanKiem.LocalRunner;

/// <summary>How the runner was called: what follows <c>--name</c> on the command line.</summary>
internal sealed class Options(string[] args)
{
    public string Root { get; } = Path.GetFullPath("../../../..", AppContext.BaseDirectory); // from artifacts/bin/PROJECT/release
    public string EnvironmentName { get; } =
        GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production";
    public string State => Path.GetFullPath(After("--state") ?? Path.Combine(Root, ".local")); // data, logs and endpoints.json
    public string? Until => After("--until"); // everything ends when this resource ends, with its exit code
    public string? Shown => After("--show") ?? Until; // the output of this resource goes to the console too
    public string? Backing => After("--backing-only"); // only the servers, until stdin closes; how to reach them is written here
    public bool Fresh => args.Contains("--fresh"); // begins with empty data
    public bool Volatile => args.Contains("--volatile"); // data of tests need not outlive a power cut: fsync is off

    private string? After(string name) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault();
}
