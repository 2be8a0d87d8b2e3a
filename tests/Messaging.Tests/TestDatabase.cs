using Npgsql;

namespace HoanKiem.Messaging.Tests;

/// <summary>A database of one test class, dropped when it ends.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
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

    public static async Task<TestDatabase> CreateAsync(bool empty = false)
    {
        var database = new TestDatabase($"messaging_{Guid.NewGuid():N}");
        await using (var server = new NpgsqlConnection(Server))
        {
            await server.OpenAsync();
            await using var create = new NpgsqlCommand($"create database {database.Name}", server);
            await create.ExecuteNonQueryAsync();
        }
        if (empty)
            return database;

        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await MessagingSchema.ApplyAsync(connection);
        await database.ExecuteAsync(Note.Table);
        return database;
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
