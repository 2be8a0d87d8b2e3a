using Npgsql;

namespace HoanKiem.Messaging.Tests;

/// <summary>A database of one test class, dropped when it ends.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<TestDatabase>> Template = new(MakeTemplateAsync);
    private static readonly SemaphoreSlim Copying = new(1);

    private TestDatabase(string name)
    {
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(Server)
        {
            Database = name,
            MaxPoolSize = 20,
        }.ConnectionString;
    }

    private static string Server =>
        Environment.GetEnvironmentVariable("HOANKIEM_TEST_POSTGRES")
        ?? throw new InvalidOperationException("HOANKIEM_TEST_POSTGRES is not set");

    public string Name { get; }

    public string ConnectionString { get; }

    /// <summary>A copy of a database that is made once for all tests, or one without any tables.</summary>
    public static async Task<TestDatabase> CreateAsync(bool empty = false)
    {
        var template = empty ? "template1" : (await Template.Value).Name;
        var database = new TestDatabase($"messaging_{Guid.NewGuid():N}");
        // PostgreSQL refuses to copy a database that somebody else is copying.
        await Copying.WaitAsync();
        try
        {
            await database.ExecuteAsync(
                $"create database {database.Name} template {template}",
                server: true
            );
        }
        finally
        {
            Copying.Release();
        }
        return database;
    }

    public static async ValueTask DropTemplateAsync()
    {
        if (Template.IsValueCreated)
            await (await Template.Value).DisposeAsync();
    }

    private static async Task<TestDatabase> MakeTemplateAsync()
    {
        var template = await CreateAsync(empty: true);
        await using var connection = new NpgsqlConnection(
            template.ConnectionString + ";Pooling=false"
        );
        await connection.OpenAsync();
        await MessagingSchema.ApplyAsync(connection);
        foreach (var table in new[] { Note.Table, KeptPetition.Table })
        {
#pragma warning disable CA2100 // the tests' own text
            await using var own = new NpgsqlCommand(table, connection);
#pragma warning restore CA2100
            await own.ExecuteNonQueryAsync();
        }
        return template;
    }

    public async Task ExecuteAsync(string sql, bool server = false)
    {
        await using var connection = new NpgsqlConnection(server ? Server : ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A copy of the database as it is now: a backup. Nobody may be connected meanwhile.</summary>
    public async Task<TestDatabase> CopyAsync()
    {
        await CutSessionsAsync();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        var copy = new TestDatabase($"messaging_{Guid.NewGuid():N}");
        await copy.ExecuteAsync($"create database {copy.Name} template {Name}", server: true);
        return copy;
    }

    /// <summary>Puts the database back to what it was when <paramref name="backup"/> was taken.</summary>
    public async Task RestoreAsync(TestDatabase backup)
    {
        await CutSessionsAsync();
        await backup.CutSessionsAsync();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        NpgsqlConnection.ClearPool(new NpgsqlConnection(backup.ConnectionString));
        await ExecuteAsync($"drop database {Name} with (force)", server: true);
        await ExecuteAsync($"create database {Name} template {backup.Name}", server: true);
    }

    /// <summary>Cuts every session of this database, as a restart of the server does.</summary>
    public async Task CutSessionsAsync()
    {
        await using var server = new NpgsqlConnection(Server);
        await server.OpenAsync();
        await using var cut = new NpgsqlCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
            server
        )
        {
            Parameters = { new() { Value = Name } },
        };
        await cut.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await using var server = new NpgsqlConnection(Server);
        await server.OpenAsync();
        await using var drop = new NpgsqlCommand($"drop database {Name} with (force)", server);
        await drop.ExecuteNonQueryAsync();
    }
}
