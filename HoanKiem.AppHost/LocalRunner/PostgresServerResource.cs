using Npgsql;

namespace HoanKiem.LocalRunner;

internal sealed class PostgresServerResource(string name) : ServerResource(name, "postgres.sh", Signal.INT)
{
    protected override string ConnectionString => $"Host=127.0.0.1;Port={Ports[0]};Username=postgres;Password={Password}";

    public override async Task<string?> Probe(CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(Address.Value + ";Timeout=3;Pooling=false");
        await connection.OpenAsync(stop);
        return null;
    }
}

/// <summary>A database of the server, created when the server is healthy.</summary>
internal sealed class PostgresDatabaseResource(string name, PostgresServerResource server) : Resource(name)
{
    private bool _started;

    public override (string Name, string? Value) Address => ("ConnectionStrings__" + Name, $"{server.Address.Value};Database={Name}");

    public override async Task<Launch?> Start(Options options, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(server.Address.Value + ";Pooling=false");
        await connection.OpenAsync(stop);
        if (options.Fresh && server.Given is not null && !_started)
            await Execute($"DROP DATABASE IF EXISTS \"{Name}\" WITH (FORCE)");
        if (await Execute($"SELECT 1 FROM pg_database WHERE datname = '{Name}'") is null)
            await Execute($"CREATE DATABASE \"{Name}\"");
        _started = true;
        return null;

        Task<object?> Execute(string sql) => new NpgsqlCommand(sql, connection).ExecuteScalarAsync(stop);
    }

    public override Task<string?> Probe(CancellationToken stop) => server.Probe(stop);
}
