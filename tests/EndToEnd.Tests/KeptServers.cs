using System.Diagnostics;
using HoanKiem.Containers;
using Npgsql;

namespace HoanKiem.EndToEnd.Tests;

/// <summary>The servers of the demonstration once more, with what is kept in them and without the services.</summary>
internal sealed class KeptServers : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private Process? _process;

    /// <summary>Connection string of PostgreSQL, for its superuser.</summary>
    public string Postgres { get; private set; } = "";

    /// <summary>Starts them on the state of the run; containers are still there.</summary>
    public static async Task<KeptServers> StartAsync(ShortMornings mornings)
    {
        var servers = new KeptServers();
        if (ContainerServers.Asked)
        {
            servers.Postgres = mornings.Containers.Postgres;
            return servers;
        }

        var file = mornings.File("connections");
        File.Delete(file);
        servers._process = Process.Start(
            new ProcessStartInfo("dotnet")
            {
                ArgumentList =
                {
                    mornings.AppHost,
                    "--backing-only",
                    file,
                    "--state",
                    mornings.File(""),
                },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        _ = servers._process.StandardOutput.ReadToEndAsync();
        var errors = servers._process.StandardError.ReadToEndAsync();
        var watch = Stopwatch.StartNew();
        while (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            if (servers._process.HasExited || watch.Elapsed > Limit)
            {
                await servers.DisposeAsync();
                throw new InvalidOperationException(
                    $"The servers did not start again: {await errors}"
                );
            }

            await Task.Delay(100);
        }

        servers.Postgres = (await File.ReadAllLinesAsync(file))
            .Single(line =>
                line.StartsWith("ConnectionStrings__postgres=", StringComparison.Ordinal)
            )
            .Split('=', 2)[1];
        return servers;
    }

    /// <summary>A connection to a database.</summary>
    public async Task<NpgsqlConnection> Open(string database)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Postgres)
            {
                Database = database,
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
