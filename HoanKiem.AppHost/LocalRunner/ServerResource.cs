namespace HoanKiem.LocalRunner;

/// <summary>
/// A server that was given by a connection string in the environment, or runs from installed binaries, or in a container: in this
/// order, and <c>HOANKIEM_BACKING=containers</c> leaves out the binaries.
/// </summary>
internal abstract class ServerResource(string name) : ConnectedResource(name)
{
    private string? _connection;
    private Func<CancellationToken, Task<Launch>>? _launch;

    public string Volume { get; set; } = "hoankiem-" + name;
    public int Port { get; private set; }
    public bool IsGiven => _connection is not null && _launch is null;
    public override bool RunsForever => true;
    public override string ConnectionString =>
        _connection ?? throw new ResourceFailedException($"{Name} has no address yet");

    protected abstract string Program { get; }
    protected abstract string User { get; }
    protected abstract int ContainerPort { get; }
    protected abstract string ContainerFolder { get; }
    protected abstract Signal CleanEnd { get; }

    /// <summary>Images that will do, the one built here first; the last is pulled when none is present.</summary>
    protected abstract string[] Images { get; }

    protected abstract string ConnectionTo(string password);
    protected abstract IEnumerable<string> ContainerEnvironment(string password);
    protected abstract Task<Launch> FromBinaries(Installation place, CancellationToken stop);

    /// <summary>Chooses where the server comes from, its port and its password, before anything starts.</summary>
    public async Task Plan(Machine machine, Log log, CancellationToken stop)
    {
        if (
            System.Environment.GetEnvironmentVariable($"ConnectionStrings__{Name}") is
            { Length: > 0 } given
        )
        {
            _connection = given;
            return;
        }
        Port = machine.FreePort();
        var engine = System.Environment.GetEnvironmentVariable("HOANKIEM_BACKING") == "containers";
        if (!engine && File.Exists(Program))
        {
            var user = System.Environment.IsPrivilegedProcess ? User : null;
            var folder = await machine.Folder(Name, user, log, stop);
            var password = Machine.Secret(Path.Combine(folder, "password"));
            _connection = ConnectionTo(password);
            _launch = async ct =>
            {
                var place = new Installation(folder, user, password, machine, log);
                var launch = await FromBinaries(place, ct);
                await place.Own(ct);
                return launch with { User = user };
            };
            return;
        }
        var image = await Image(log, stop);
        var secret = Machine.Secret(Path.Combine(machine.Options.State, $"{Name}.password"));
        var (container, volume) = ($"hoankiem-{machine.Mark}-{Name}", $"{Volume}-{machine.Mark}");
        await Docker(log, stop, "rm", "--force", container);
        if (machine.Options.Fresh)
            await Docker(log, stop, "volume", "rm", "--force", volume);
        _connection = ConnectionTo(secret);
        _launch = async ct =>
        {
            await Docker(log, ct, "rm", "--force", container);
            string[] run =
            [
                "run",
                "--rm",
                "--pull",
                "never",
                "--name",
                container,
                "--hostname",
                Name,
            ];
            string[] given =
            [
                "--publish",
                $"127.0.0.1:{Port}:{ContainerPort}",
                "--volume",
                $"{volume}:{ContainerFolder}",
            ];
            var variables = ContainerEnvironment(secret).SelectMany(v => new[] { "--env", v });
            return new("docker", [.. run, .. given, .. variables, image, .. Args])
            {
                WhenOrphaned = CleanEnd,
            };
        };
    }

    public override async Task<Launch?> Start(Machine machine, CancellationToken stop) =>
        _launch is null ? null : await _launch(stop) with { End = CleanEnd };

    private async Task<string> Image(Log log, CancellationToken stop)
    {
        foreach (var image in Images)
            if (await Docker(log, stop, "image", "inspect", "--format", "{{.Id}}", image) == 0)
                return image;
        return await Docker(log, stop, "pull", "--quiet", Images[^1]) == 0
            ? Images[^1]
            : throw new ResourceFailedException(
                $"there is neither {Program} nor a container engine with the image {Images[^1]}, and ConnectionStrings__{Name} is not set"
            );
    }

    private static Task<int> Docker(Log log, CancellationToken stop, params string[] args) =>
        ChildProcess.Run(new("docker", args), log, stop);
}

/// <summary>Where an installed server keeps its data and as whom it runs.</summary>
internal sealed record Installation(
    string Folder,
    string? User,
    string Password,
    Machine Machine,
    Log Log
)
{
    public string this[string file] => Path.Combine(Folder, file);

    /// <summary>Root makes the folder, the server's user owns it.</summary>
    public Task Own(CancellationToken stop) =>
        User is null
            ? Task.CompletedTask
            : ChildProcess.Run(new("chown", ["-R", $"{User}:", Folder]), Log, stop);

    public async Task Run(string program, string[] args, CancellationToken stop)
    {
        if (
            await ChildProcess.Run(new(program, args) { User = User }, Log, stop)
            is not 0
                and var code
        )
            throw new ResourceFailedException($"{program} ended with {code}\n{Log.LastLines(8)}");
    }
}
