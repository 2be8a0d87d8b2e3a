using Npgsql;

namespace HoanKiem.LocalRunner;

/// <summary>PostgreSQL: a private cluster with checksums and passwords, on loopback only.</summary>
internal sealed class PostgresServerResource(string name) : ServerResource(name)
{
    private static readonly string? Binaries = Directory.Exists("/usr/lib/postgresql")
        ? Directory
            .GetDirectories("/usr/lib/postgresql")
            .Where(d => File.Exists(d + "/bin/initdb"))
            .MaxBy(d => double.TryParse(Path.GetFileName(d), out var version) ? version : 0)
        : null;

    protected override string Program => $"{Binaries ?? "/usr/lib/postgresql/15"}/bin/postgres";
    protected override string User => "postgres";
    protected override int ContainerPort => 5432;
    protected override string ContainerFolder => "/var/lib/postgresql/data";
    protected override Signal CleanEnd => Signal.INT;
    protected override string[] Images => ["hoankiem/postgres:15", "postgres:17"];

    protected override string ConnectionTo(string password) => $"Host=127.0.0.1;Port={Port};Username=postgres;Password={password}";

    protected override IEnumerable<string> ContainerEnvironment(string password) =>
        [$"POSTGRES_PASSWORD={password}", "POSTGRES_INITDB_ARGS=--data-checksums"];

    protected override async Task<Launch> FromBinaries(Installation place, CancellationToken stop)
    {
        var data = place["data"];
        if (!File.Exists(data + "/PG_VERSION"))
        {
            // Made beside its place and then moved there: an interrupted initdb leaves nothing that looks like a cluster.
            var half = place["data.new"];
            if (Directory.Exists(half))
                Directory.Delete(half, recursive: true);
            await place.Own(stop);
            string[] how = ["--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8"];
            string[] who = ["--username=postgres", "--pwfile=" + place["password"], "--pgdata=" + half];
            await place.Run(Path.GetDirectoryName(Program) + "/initdb", [.. how, .. who], stop);
            Directory.Move(half, data);
        }
        var version = (await File.ReadAllTextAsync(data + "/PG_VERSION", stop)).Trim();
        var program = $"/usr/lib/postgresql/{version}/bin/postgres";
        if (!File.Exists(program))
            throw new ResourceFailedException($"the data is PostgreSQL {version}'s, which is not installed; --fresh begins anew");
        // After a reboot the number in a stale pid file may belong to anybody, and PostgreSQL would not start beside it.
        if (File.Exists(data + "/postmaster.pid"))
        {
            var pid = (await File.ReadAllLinesAsync(data + "/postmaster.pid", stop))[0].Trim();
            var comm = $"/proc/{pid}/comm";
            if (File.Exists(comm) && (await File.ReadAllTextAsync(comm, stop)).Trim() != "postgres")
                File.Delete(data + "/postmaster.pid");
        }
        string[] address = ["-D", data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="];
        string[] risky = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        return new(program, [.. address, .. place.Machine.Options.Volatile ? risky : [], .. Args]) { WhenOrphaned = Signal.INT };
    }

    public override async Task<string?> Probe(CancellationToken stop)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Timeout=3;Pooling=false");
            await connection.OpenAsync(stop);
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return e.Message;
        }
    }
}

/// <summary>A database of the server, created when the server is healthy.</summary>
internal sealed class PostgresDatabaseResource(string name, PostgresServerResource server) : ConnectedResource(name)
{
    private bool _exists;

    public override bool RunsForever => true;
    public override string ConnectionString => $"{server.ConnectionString};Database={Name}";

    public override async Task<Launch?> Start(Machine machine, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(stop);
        async Task<object?> Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync(stop);
        }
        if (machine.Options.Fresh && server.IsGiven && !_exists)
            await Execute($"DROP DATABASE IF EXISTS \"{Name}\" WITH (FORCE)");
        if (await Execute($"SELECT 1 FROM pg_database WHERE datname = '{Name}'") is null)
            await Execute($"CREATE DATABASE \"{Name}\"");
        _exists = true;
        return null;
    }

    public override Task<string?> Probe(CancellationToken stop) => server.Probe(stop);
}
