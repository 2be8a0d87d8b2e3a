namespace HoanKiem.LocalRunner;

/// <summary>One line of the map: a server, a database or a process, with what it waits for and what it is given.</summary>
internal abstract class Resource(string name)
{
    public string Name => name;
    public List<(Resource Resource, bool UntilItEnds)> Waits { get; } = [];
    public List<string> Args { get; } = [];

    /// <summary>Values are asked for when the process starts, because ports and passwords are only known then.</summary>
    public Dictionary<string, Func<string?>> Environment { get; } = [];

    /// <summary>What listens for others runs for ever and is started again when it dies; anything else may end.</summary>
    public abstract bool RunsForever { get; }
    public virtual string? Url => null;

    /// <summary>The process to start now; nothing when there is none (a database, a server that was given).</summary>
    public abstract Task<Launch?> Start(Machine machine, CancellationToken stop);

    /// <summary>Answers nothing when the resource is healthy, and otherwise what is missing.</summary>
    public abstract Task<string?> Probe(CancellationToken stop);
}

/// <summary>A resource that others reach through a connection string.</summary>
internal abstract class ConnectedResource(string name) : Resource(name)
{
    public abstract string ConnectionString { get; }
}

internal interface IResourceBuilder<out T>
    where T : Resource
{
    T Resource { get; }
    DistributedApplicationBuilder Application { get; }
}

internal sealed record ResourceBuilder<T>(T Resource, DistributedApplicationBuilder Application)
    : IResourceBuilder<T>
    where T : Resource;

/// <summary>The app-model calls that AppHost.cs makes, with the names and meanings they have in Aspire 13.5.</summary>
internal static class ResourceBuilderExtensions
{
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder,
        string name
    )
    {
        var database = builder.Application.Add(
            new PostgresDatabaseResource(name, builder.Resource)
        );
        database.Resource.Waits.Add((builder.Resource, false));
        return database;
    }

    public static IResourceBuilder<T> WithReference<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<ConnectedResource> source
    )
        where T : Resource =>
        builder.With(r =>
            r.Environment[$"ConnectionStrings__{source.Resource.Name}"] = () =>
                source.Resource.ConnectionString
        );

    public static IResourceBuilder<T> WithReference<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<ProjectResource> source
    )
        where T : Resource =>
        builder.With(r =>
            r.Environment[$"services__{source.Resource.Name}__http__0"] = () => source.Resource.Url
        );

    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<Resource> dependency
    )
        where T : Resource => builder.With(r => r.Waits.Add((dependency.Resource, false)));

    public static IResourceBuilder<T> WaitForCompletion<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<Resource> dependency
    )
        where T : Resource => builder.With(r => r.Waits.Add((dependency.Resource, true)));

    public static IResourceBuilder<T> WithArgs<T>(
        this IResourceBuilder<T> builder,
        params string[] args
    )
        where T : Resource => builder.With(r => r.Args.AddRange(args));

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        string? value
    )
        where T : Resource => builder.With(r => r.Environment[name] = () => value);

    public static IResourceBuilder<ProjectResource> WithHttpEndpoint(
        this IResourceBuilder<ProjectResource> builder,
        int port
    ) => builder.With(r => r.Port = port);

    public static IResourceBuilder<ProjectResource> WithHttpHealthCheck(
        this IResourceBuilder<ProjectResource> builder,
        string path
    ) => builder.With(r => r.HealthPath = path);

    public static IResourceBuilder<T> WithDataVolume<T>(
        this IResourceBuilder<T> builder,
        string name
    )
        where T : ServerResource => builder.With(r => r.Volume = name);

    private static IResourceBuilder<T> With<T>(this IResourceBuilder<T> builder, Action<T> change)
        where T : Resource
    {
        change(builder.Resource);
        return builder;
    }
}
