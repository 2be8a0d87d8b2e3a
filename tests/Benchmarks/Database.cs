using Npgsql;

namespace HoanKiem.Benchmarks;

/// <summary>A database of the benchmarks' server, seen by its superuser.</summary>
internal sealed class Database(string server, string name)
{
    public string ConnectionString { get; } =
        $"{server};Database={name};Maximum Pool Size=40;Max Auto Prepare=100;No Reset On Close=true;Command Timeout=1800";

    public static async Task<Database> CreateAsync(string server, string name)
    {
        await new Database(server, "postgres").ExecuteAsync($"drop database if exists {name}");
        await new Database(server, "postgres").ExecuteAsync($"create database {name}");
        return new Database(server, name);
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<List<T>> ListAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(await reader.GetFieldValueAsync<T>(0));
        return rows;
    }
}
