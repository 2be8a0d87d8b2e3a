using Npgsql;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace HoanKiem.LocalRunner.Tests;

/// <summary>A private cluster: as root it runs as <c>postgres</c>, who may not enter every folder.</summary>
public sealed class PostgresTests
{
    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)]
    [InlineData(
        UnixFileMode.UserRead
            | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherExecute
            | UnixFileMode.OtherRead
    )]
    public async Task Data_is_found_again_wherever_the_clone_lies(UnixFileMode parent)
    {
        Assert.SkipUnless(
            Directory.Exists("/usr/lib/postgresql"),
            "PostgreSQL is not installed here"
        );
        var above = Directory.CreateTempSubdirectory("hoankiem-runner-").FullName;
        File.SetUnixFileMode(above, parent);
        var state = Directory.CreateDirectory(Path.Combine(above, "clone", ".local")).FullName;
        try
        {
            await Run(state, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");
            Assert.Equal(42, await Run(state, "SELECT n FROM kept"));
            await Run(state, "SELECT 1", signal: "KILL");
            Assert.Equal(42, await Run(state, "SELECT n FROM kept"));

            var isElsewhere =
                new DirectoryInfo(Path.Combine(state, "postgres")).LinkTarget is not null;
            Assert.Equal(
                Environment.IsPrivilegedProcess && (parent & UnixFileMode.OtherExecute) == 0,
                isElsewhere
            );
        }
        finally
        {
            if (new DirectoryInfo(Path.Combine(state, "postgres")).LinkTarget is { } data)
                Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
            Directory.Delete(above, recursive: true);
        }
    }

    private static async Task<object?> Run(string state, string sql, string signal = "INT")
    {
        using var host = SampleHost.Start("servers", state);
        await host.Says("sampledb               healthy");
        var password = await File.ReadAllTextAsync(
            Path.Combine(state, "postgres.password"),
            TestContext.Current.CancellationToken
        );
        var mode = File.GetUnixFileMode(Path.Combine(state, "postgres.password"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        var pid = Path.Combine(state, "postgres", "data", "postmaster.pid");
        var lines = await File.ReadAllLinesAsync(pid, TestContext.Current.CancellationToken);
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={lines[3]};Username=postgres;Password={password};Database=sampledb;Pooling=false"
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        var answer = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        await connection.CloseAsync();

        host.Send(signal);
        await host.Ends(15);
        return answer;
    }
}
