using System.Diagnostics;
using HoanKiem.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.ServiceDefaults.Database;

/// <summary>When a step of a migration runs.</summary>
public enum MigrationStage
{
    /// <summary>As the login that was injected, before the tables.</summary>
    BeforeTables,

    /// <summary>As the owner of the tables, after them and after the grants.</summary>
    AfterTables,
}

/// <summary>
/// SQL beside the generated migrations: extensions, policies, grants, partitions. Runs at every migration, so it must be harmless when repeated.
/// Register with <c>services.AddSingleton(new MigrationStep(…))</c>.
/// </summary>
/// <param name="Name">What it does, for the log.</param>
/// <param name="Stage">When.</param>
/// <param name="Run">The work, in a transaction of its own.</param>
public sealed record MigrationStep(
    string Name,
    MigrationStage Stage,
    Func<MigrationContext, CancellationToken, Task> Run
)
{
    /// <summary>A step of plain SQL; <c>{owner}</c>, <c>{app}</c>, <c>{worker}</c> and <c>{sealer}</c> stand for the roles.</summary>
    public static MigrationStep Sql(
        string name,
        string sql,
        MigrationStage stage = MigrationStage.AfterTables
    ) => new(name, stage, (context, ct) => context.Execute(sql, ct));

    internal static MigrationStep Extensions { get; } =
        Sql(
            "extensions",
            "create extension if not exists unaccent; create extension if not exists pg_trgm;",
            MigrationStage.BeforeTables
        );
}

/// <summary>What a step works with.</summary>
/// <param name="Connection">Open, in a transaction.</param>
/// <param name="Database">Names of the roles.</param>
public sealed record MigrationContext(NpgsqlConnection Connection, ServiceDatabaseOptions Database)
{
    /// <summary>Executes SQL in which <c>{owner}</c>, <c>{app}</c>, <c>{worker}</c> and <c>{sealer}</c> stand for the roles.</summary>
    public async Task Execute(string sql, CancellationToken ct)
    {
        var text = sql.Replace("{owner}", Database.OwnerRole, StringComparison.Ordinal)
            .Replace("{app}", Database.AppRole, StringComparison.Ordinal)
            .Replace("{worker}", Database.WorkerRole, StringComparison.Ordinal)
            .Replace("{sealer}", Database.SealerRole, StringComparison.Ordinal);
#pragma warning disable CA2100 // the text is the program's own
        await using var command = new NpgsqlCommand(text, Connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>The command <c>migrate</c> of every service: a step of a deployment, never of a start.</summary>
public static class Migrations
{
    // Any number that nobody else in the cluster uses.
    private const long Lock = 0x484b_6d69_6772;

    /// <summary>
    /// When the first argument is <c>migrate</c>: creates database, roles and tables as far as they are missing, says what it did
    /// and returns true. Harmless when repeated and when two run at once.
    /// </summary>
    public static async Task<bool> RunMigrateCommandAsync<TDb>(
        this WebApplication app,
        string[] args,
        CancellationToken ct = default
    )
        where TDb : DbContext
    {
        if (args is not ["migrate", ..])
            return false;
        var database = app.Services.GetRequiredService<ServiceDatabaseOptions>();
        using var activity = ServiceTelemetry.Source.StartActivity("migrate " + database.Service);
        var watch = Stopwatch.StartNew();
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Pooling = false,
            Enlist = false,
        };

        await PrepareCluster(settings, database, ct);
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        await Execute(connection, $"select pg_advisory_lock({Lock})", ct);
        var context = new MigrationContext(connection, database);
        await context.Execute(OwnDatabase(settings.Database!), ct);
        await RunSteps(app, context, MigrationStage.BeforeTables, ct);
        await context.Execute("set role {owner};" + Grants, ct);
        var applied = await MigrateTables<TDb>(app, settings, database, ct);
        await context.Execute(Grants, ct);
        await RunSteps(app, context, MigrationStage.AfterTables, ct);
        await context.Execute("reset role", ct);
        activity?.SetTag("migrations.applied", applied.Count);
        await Console.Out.WriteLineAsync(
            $"{database.Service}: {applied.Count} migrations applied to {settings.Database} in {watch.ElapsedMilliseconds} ms{(applied.Count > 0 ? ": " + string.Join(", ", applied) : "")}"
        );
        return true;
    }

    // Roles and databases belong to the cluster, and advisory locks to a database: everyone takes turns in "postgres".
    private static async Task PrepareCluster(
        NpgsqlConnectionStringBuilder settings,
        ServiceDatabaseOptions database,
        CancellationToken ct
    )
    {
        await using var cluster = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(settings.ConnectionString)
            {
                Database = "postgres",
            }.ConnectionString
        );
        await cluster.OpenAsync(ct);
        await Execute(cluster, $"select pg_advisory_lock({Lock})", ct);
        await EnsureRole(cluster, database.OwnerRole, "nologin", ct);
        await EnsureRole(
            cluster,
            database.AppRole,
            $"login password '{Quoted(database.AppPassword)}'",
            ct
        );
        await EnsureRole(
            cluster,
            database.WorkerRole,
            $"login password '{Quoted(database.WorkerPassword)}'",
            ct
        );
        await EnsureRole(
            cluster,
            database.SealerRole,
            $"login password '{Quoted(database.SealerPassword)}'",
            ct
        );
        await Execute(cluster, $"grant {database.WorkerRole} to {database.SealerRole}", ct);
        if (
            !await Exists(
                cluster,
                "select 1 from pg_database where datname = $1",
                settings.Database!,
                ct
            )
        )
            await Execute(
                cluster,
                $"create database \"{settings.Database}\" owner {database.OwnerRole}",
                ct
            );
    }

    private static async Task EnsureRole(
        NpgsqlConnection cluster,
        string role,
        string how,
        CancellationToken ct
    )
    {
        if (!await Exists(cluster, "select 1 from pg_roles where rolname = $1", role, ct))
            await Execute(cluster, $"create role {role}", ct);
        await Execute(
            cluster,
            $"alter role {role} nosuperuser nobypassrls nocreatedb nocreaterole {how}; grant {role} to current_user",
            ct
        );
    }

    private static async Task RunSteps(
        WebApplication app,
        MigrationContext context,
        MigrationStage stage,
        CancellationToken ct
    )
    {
        foreach (
            var step in app.Services.GetServices<MigrationStep>().Where(step => step.Stage == stage)
        )
        {
            using var activity = ServiceTelemetry.Source.StartActivity(step.Name);
            await using var transaction = await context.Connection.BeginTransactionAsync(ct);
            await step.Run(context, ct);
            await transaction.CommitAsync(ct);
        }
    }

    private static async Task<IReadOnlyList<string>> MigrateTables<TDb>(
        WebApplication app,
        NpgsqlConnectionStringBuilder settings,
        ServiceDatabaseOptions database,
        CancellationToken ct
    )
        where TDb : DbContext
    {
        var owner = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            // The owner is held to forced policies too: a migration that changes such rows has to say so instead of changing none.
            Options = $"-c role={database.OwnerRole} -c row_security=off",
        };
        var options = new DbContextOptionsBuilder<TDb>();
        ServiceDatabase.Configure(options).UseNpgsql(owner.ConnectionString);
        await using var db = ActivatorUtilities.CreateInstance<TDb>(app.Services, options.Options);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToArray();
        await db.Database.MigrateAsync(ct);
        return pending;
    }

    private static string OwnDatabase(string name) =>
        $$"""
            alter database "{{name}}" owner to {owner};
            alter schema public owner to {owner};
            revoke all on schema public from public;
            revoke all on database "{{name}}" from public;
            grant connect on database "{{name}}" to {app}, {worker};
            """;

    private const string Grants = """
        grant usage on schema public to {app}, {worker};
        grant select, insert, update, delete on all tables in schema public to {app}, {worker};
        grant usage, select on all sequences in schema public to {app}, {worker};
        alter default privileges for role {owner} in schema public grant select, insert, update, delete on tables to {app}, {worker};
        alter default privileges for role {owner} in schema public grant usage, select on sequences to {app}, {worker};
        """;

    private static async Task<bool> Exists(
        NpgsqlConnection connection,
        string sql,
        string name,
        CancellationToken ct
    )
    {
#pragma warning disable CA2100 // the text is the program's own
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { new NpgsqlParameter { Value = name } },
        };
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // the text is the program's own
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
