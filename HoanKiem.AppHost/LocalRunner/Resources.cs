namespace HoanKiem.LocalRunner;

/// <summary>One line of the map: a server, a database or a process, with what it waits for and what it is given.</summary>
internal abstract class Resource(string name)
{
    public string Name => name;
    public List<(Resource Resource, bool UntilItEnds)> Waits { get; } = [];
    public List<string> Args { get; } = [];

    /// <summary>Values are asked for when the process starts, because ports and passwords are only known then.</summary>
    public List<Func<(string Name, string? Value)>> Environment { get; } = [];

    /// <summary>What listens for others runs for ever and is started again when it dies; anything else may end.</summary>
    public virtual bool RunsForever => true;
    public virtual string? Url => null;

    /// <summary>The variable that tells another process where this resource is.</summary>
    public abstract (string Name, string? Value) Address { get; }

    /// <summary>The process to start now; nothing when there is none (a database, a server that was given).</summary>
    public abstract Task<Launch?> Start(Options options, CancellationToken stop);

    /// <summary>Answers nothing when the resource is healthy, and otherwise says or throws what is missing.</summary>
    public abstract Task<string?> Probe(CancellationToken stop);
}

internal interface IResourceBuilder<out T>
    where T : Resource
{
    T Resource { get; }
    DistributedApplicationBuilder Application { get; }
}

/// <summary>The address of a resource, known when it has its port.</summary>
internal sealed record EndpointReference(Resource Resource);

/// <summary>The app-model calls that AppHost.cs makes, with the names and meanings they have in Aspire 13.5.</summary>
internal static class ResourceBuilderExtensions
{
    extension<T>(IResourceBuilder<T> builder)
        where T : Resource
    {
        public IResourceBuilder<T> WithReference(IResourceBuilder<Resource> source) =>
            builder.With(r => r.Environment.Add(() => source.Resource.Address));

        public IResourceBuilder<T> WithEnvironment(string name, string? value) => builder.With(r => r.Environment.Add(() => (name, value)));

        public IResourceBuilder<T> WithEnvironment(string name, EndpointReference endpoint) =>
            builder.With(r => r.Environment.Add(() => (name, endpoint.Resource.Url)));

        public IResourceBuilder<T> WithArgs(params string[] args) => builder.With(r => r.Args.AddRange(args));

        public IResourceBuilder<T> WaitFor(IResourceBuilder<Resource> other) => builder.With(r => r.Waits.Add((other.Resource, false)));

        public IResourceBuilder<T> WaitForCompletion(IResourceBuilder<Resource> other) => builder.With(r => r.Waits.Add((other.Resource, true)));

        private IResourceBuilder<T> With(Action<T> change)
        {
            change(builder.Resource);
            return builder;
        }
    }

    extension(IResourceBuilder<ProjectResource> builder)
    {
        public IResourceBuilder<ProjectResource> WithHttpEndpoint(int port) => builder.With(r => r.Port = port);

        /// <summary>Where it will listen; a process has one endpoint, and it is named http.</summary>
        public EndpointReference GetEndpoint(string name) =>
            name == "http" ? new(builder.Resource) : throw new InvalidOperationException($"There is no endpoint {name}.");

        public IResourceBuilder<ProjectResource> WithHttpHealthCheck(string path) => builder.With(r => r.HealthPath = path);
    }

    extension<T>(IResourceBuilder<T> builder)
        where T : ServerResource
    {
        public IResourceBuilder<T> WithDataVolume(string name) => builder.With(r => r.Volume = name);
    }

    extension(IResourceBuilder<PostgresServerResource> builder)
    {
        public IResourceBuilder<PostgresDatabaseResource> AddDatabase(string name) =>
            builder.Application.Add(new PostgresDatabaseResource(name, builder.Resource)).WaitFor(builder);
    }
}
