namespace HoanKiem.LocalRunner;

/// <summary>Stands in for Aspire's application: built from the resources of AppHost.cs, run on this machine.</summary>
internal sealed class DistributedApplication(Options options, IReadOnlyList<Resource> resources)
{
    public static DistributedApplicationBuilder CreateBuilder(string[] args) => new(new Options(args));

    /// <summary>Runs until Ctrl-C, SIGTERM or the end of what the options name; the process's exit code tells how it went.</summary>
    public void Run() => Environment.ExitCode = new Runner(options, resources).Run().GetAwaiter().GetResult();
}

internal sealed class DistributedApplicationBuilder(Options options)
{
    private readonly List<Resource> _resources = [];

    public string AppHostDirectory => Path.Combine(options.Root, "HoanKiem.AppHost");
    public Options Environment => options;

    public IResourceBuilder<PostgresServerResource> AddPostgres(string name) => Add(new PostgresServerResource(name));

    public IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(string name) => Add(new RabbitMQServerResource(name));

    public IResourceBuilder<ProjectResource> AddProject(string name, string projectPath) =>
        Add(new ProjectResource(name, Path.GetFullPath(projectPath, AppHostDirectory)));

    public DistributedApplication Build() => new(options, _resources);

    public IResourceBuilder<T> Add<T>(T resource)
        where T : Resource
    {
        if (_resources.Exists(r => r.Name == resource.Name))
            throw new InvalidOperationException($"There are two resources named {resource.Name}.");
        _resources.Add(resource);
        return new Builder<T>(resource, this);
    }

    private sealed record Builder<T>(T Resource, DistributedApplicationBuilder Application) : IResourceBuilder<T>
        where T : Resource;
}
