using System.Security.Cryptography;

namespace HoanKiem.LocalRunner;

/// <summary>A server given by a connection string in the environment, or else started by a script that knows binaries and containers.</summary>
internal abstract class ServerResource(string name, string script, Signal cleanEnd) : Resource(name)
{
    private bool _started;
    public string Volume { get; set; } = "hoankiem-" + name;
    public string? Given { get; } = System.Environment.GetEnvironmentVariable("ConnectionStrings__" + name);

    /// <summary>Four of its own; the first is the one that clients use.</summary>
    public int[] Ports { get; set; } = [];
    public string Password { get; set; } = "";
    public override (string Name, string? Value) Address => ("ConnectionStrings__" + Name, Given ?? ConnectionString);
    protected abstract string ConnectionString { get; }

    public override Task<Launch?> Start(Options options, CancellationToken stop)
    {
        var values = new Dictionary<string, string?>
        {
            ["NAME"] = Name,
            ["STATE"] = options.State,
            ["PASSWORD"] = Password,
            ["PORTS"] = string.Join(' ', Ports),
            ["VOLUME"] = Volume,
            ["FRESH"] = options.Fresh && !_started ? "yes" : "",
            ["VOLATILE"] = options.Volatile ? "yes" : "",
        };
        _started = true;
        Array.ForEach(Ports, Runner.Release);
        var path = Path.Combine(options.Root, "HoanKiem.AppHost", "Servers", script);
        var launch = new Launch("bash", [path, .. Args], values) { End = cleanEnd, Orphaned = cleanEnd };
        return Task.FromResult(Given is null ? launch : null);
    }

    /// <summary>Takes its ports, and the password that was made once and is kept beside the data that it opens.</summary>
    public void Prepare(Options options)
    {
        Ports = [Runner.FreePort(), Runner.FreePort(), Runner.FreePort(), Runner.FreePort()];
        var file = Path.Combine(options.State, Name + ".password");
        if (!File.Exists(file))
            WritePrivate(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));
        Password = File.ReadAllText(file);
    }

    /// <summary>Writes a file that only its owner may read, whole or not at all.</summary>
    public static void WritePrivate(string file, string text)
    {
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(file + ".new", how))
            writer.Write(text);
        File.Move(file + ".new", file, overwrite: true);
    }
}
