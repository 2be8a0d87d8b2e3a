namespace HoanKiem.LocalRunner;

/// <summary>A project of this repository, started from what the build left in <c>artifacts/</c>.</summary>
internal sealed class ProjectResource(string name, string project, string environment)
    : Resource(name)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(3) };

    public int Port { get; set; }
    public string? HealthPath { get; set; }
    public override bool RunsForever => Port != 0;
    public override string? Url => Port == 0 ? null : $"http://127.0.0.1:{Port}";

    public override Task<Launch?> Start(Machine machine, CancellationToken stop)
    {
        var values = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = environment,
            ["DOTNET_ENVIRONMENT"] = environment,
            ["ASPNETCORE_URLS"] = Url,
            ["OTEL_SERVICE_NAME"] = Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid():n}",
        };
        foreach (var (key, value) in Environment)
            values[key] = value();
        return Task.FromResult<Launch?>(new("dotnet", [Built(), .. Args]) { Environment = values });
    }

    public override async Task<string?> Probe(CancellationToken stop)
    {
        if (HealthPath is null)
            return null;
        try
        {
            using var answer = await Http.GetAsync(Url + HealthPath, stop);
            return answer.IsSuccessStatusCode
                ? null
                : $"{HealthPath} answers {(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return $"{HealthPath} does not answer";
        }
    }

    // artifacts/bin/PROJECT/release[_linux-x64]/PROJECT.dll, of the configuration in which the AppHost itself was built.
    private string Built()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var file = Path.GetFileNameWithoutExtension(project);
        var folder = new DirectoryInfo(Path.Combine(own.Parent!.Parent!.FullName, file));
        var candidates = folder.Exists ? folder.GetDirectories(own.Name.Split('_')[0] + "*") : [];
        return candidates
                .Select(c => new FileInfo(Path.Combine(c.FullName, file + ".dll")))
                .Where(f => f.Exists)
                .MaxBy(f => f.LastWriteTimeUtc)
                ?.FullName
            ?? throw new ResourceFailedException($"{file} is not built ({folder.FullName})");
    }
}
