namespace HoanKiem.LocalRunner;

/// <summary>A project of this repository, started from what the build left in <c>artifacts/</c>.</summary>
internal sealed class ProjectResource(string name, string project) : Resource(name)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(3) };

    public int Port { get; set; }
    public string? HealthPath { get; set; }
    public override bool RunsForever => Port != 0;
    public override string? Url => Port == 0 ? null : $"http://127.0.0.1:{Port}";
    public override (string Name, string? Value) Address => ($"services__{Name}__http__0", Url);

    public override Task<Launch?> Start(Options options, CancellationToken stop)
    {
        var values = Environment.Select(value => value()).ToDictionary(v => v.Name, v => v.Value);
        values["ASPNETCORE_ENVIRONMENT"] = values["DOTNET_ENVIRONMENT"] = options.EnvironmentName;
        values["ASPNETCORE_URLS"] = Url;
        Runner.Release(Port);
        values["OTEL_SERVICE_NAME"] = Name;
        values["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid():n}";
        return Task.FromResult<Launch?>(new("dotnet", [Built(), .. Args], values) { Folder = Path.GetDirectoryName(project)! });
    }

    public override async Task<string?> Probe(CancellationToken stop)
    {
        using var answer = HealthPath is null ? null : await Http.GetAsync(Url + HealthPath, stop);
        return answer is null or { IsSuccessStatusCode: true } ? null : $"{HealthPath} answers {(int)answer.StatusCode}";
    }

    // artifacts/bin/PROJECT/release[_linux-x64]/PROJECT.dll, of the configuration in which the AppHost itself was built.
    private string Built()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var file = Path.GetFileNameWithoutExtension(project);
        var folder = new DirectoryInfo(Path.Combine(own.Parent!.Parent!.FullName, file));
        var found = folder.Exists ? folder.GetFiles(file + ".dll", SearchOption.AllDirectories) : [];
        var built = found.Where(f => f.Directory!.Name.Split('_')[0] == own.Name.Split('_')[0]).MaxBy(f => f.LastWriteTimeUtc);
        return built?.FullName ?? throw new ResourceFailedException($"{file} is not built ({folder.FullName})");
    }
}
