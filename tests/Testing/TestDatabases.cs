using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Reflection;
using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Testing;

/// <summary>One database for each test class, copied from a template that the service's own <c>migrate</c> command has made once.</summary>
internal static class TestDatabases
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();
    private static readonly ConcurrentBag<string> Made = [];

    // PostgreSQL refuses to copy a template that another session is copying.
    private static readonly SemaphoreSlim Copying = new(1);

    static TestDatabases() => AppDomain.CurrentDomain.ProcessExit += (_, _) => DropAll();

    public static async Task<string> Create(string service, Assembly program)
    {
        var template = await Templates
            .GetOrAdd(service, _ => new Lazy<Task<string>>(() => MakeTemplate(service, program)))
            .Value;
        var name = Name(service);
        await Copying.WaitAsync();
        try
        {
            await Execute($"create database {name} template {template}");
        }
        finally
        {
            Copying.Release();
        }

        // Rights on a database are not copied with it.
        var roles = ResourceNames.DatabaseOf(service);
        await Execute(
            $"revoke all on database {name} from public; grant connect on database {name} to {roles}_app, {roles}_worker; alter database {name} owner to {roles}_owner"
        );
        return ConnectionString(name);
    }

    public static Task Drop(string connectionString) =>
        Execute(
            $"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)"
        );

    private static async Task<string> MakeTemplate(string service, Assembly program)
    {
        var name = Name(service);
        await Migrate(program, service, ConnectionString(name));
        return name;
    }

    /// <summary>Runs the program as a deployment would: <c>dotnet HoanKiem.X.dll migrate</c>.</summary>
    public static async Task Migrate(Assembly program, string service, string connectionString)
    {
        string[] args =
        [
            "migrate",
            "--environment=Development",
            $"--ConnectionStrings:{ResourceNames.DatabaseOf(service)}={connectionString}",
            "--Messaging:Transport=None",
            "--Logging:LogLevel:Default=Warning",
        ];
        var entry = program.EntryPoint!;
        // The compiler's entry point of an asynchronous Main waits for it; it runs on a thread of its own.
        await Task.Factory.StartNew(
            () => entry.Invoke(null, entry.GetParameters().Length == 0 ? null : [args]),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    private static string Name(string service)
    {
        var name = $"test_{service}_{Guid.NewGuid():N}"[..40];
        // Read first: without a server there is nothing to drop at the end.
        _ = Backing.Postgres;
        Made.Add(name);
        return name;
    }

    private static string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(Backing.Postgres)
        {
            Database = database,
        }.ConnectionString;

    private static async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Backing.Postgres)
            {
                Database = "postgres",
                Pooling = false,
                Timeout = 120, // a crowded machine is no fault
            }.ConnectionString
        );
        await connection.OpenAsync();
        foreach (
            var statement in sql.Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        )
        {
#pragma warning disable CA2100 // names are made here
            await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    private static void DropAll()
    {
        try
        {
            foreach (var name in Made)
                Task.Run(() => Execute($"drop database if exists {name} with (force)"))
                    .GetAwaiter()
                    .GetResult();
        }
        catch (NpgsqlException refused) when (refused.InnerException is SocketException)
        {
            // The server was a container of this run and has gone with everything in it.
        }
    }
}
