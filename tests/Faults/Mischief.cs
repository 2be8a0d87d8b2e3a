using System.Diagnostics;
using System.Net.Http.Json;
using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Faults;

/// <summary>What can go wrong with messages, clocks and migrations.</summary>
internal static class Mischief
{
    private static int _marks;

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("clock-jump", 2, JumpClock),
        new("poison", 2, Poison),
        new("everything-twice", 3, SendEverythingTwice),
        new("migration-dies", 2, KillMigration),
    ];

    /// <summary>Business time leaps, as when a stopped host wakes up: deadlines of hours and days come all at once.</summary>
    private static Task JumpClock(Scene scene)
    {
        var minutes = scene.Dice(60, 30 * 60);
        scene.Note($"+{minutes / 60.0:F1} h");
        scene.System.Clock.MoveTo(scene.System.Clock.Now.AddMinutes(minutes));
        return Task.CompletedTask;
    }

    /// <summary>A message that nobody can handle, into the queue of any subscriber.</summary>
    private static async Task Poison(Scene scene)
    {
        var producer = scene.OneOf(Subscriptions.Producers);
        var queue = Subscriptions.Queue(scene.OneOf(Subscriptions.Of(producer)), producer);
        var mark = $"poison-{Interlocked.Increment(ref _marks)}";
        var id = Guid.CreateVersion7();
        var payload = scene.Dice(0, 3) switch
        {
            0 => $"{mark} and no JSON at all",
            1 => Envelope(id, "HoanKiem.Contracts.Dossiers.V9:DossierForgotten", mark),
            _ => Envelope(id, "HoanKiem.Contracts.Dossiers.V1:DossierAccepted", mark),
        };
        scene.Note(queue);
        scene.Poisoned(mark);
        var sent = 0L;
        await scene.Until(
            $"{mark} is listed",
            async () =>
            {
                // Nobody confirms this way of publishing: a broker that dies now may have lost it.
                if (sent == 0 || scene.Client.Now - sent > 20_000)
                    sent = await Publish(scene, queue, id, payload) ? scene.Client.Now : 0;
                return sent != 0 && await IsListed(scene, queue, mark);
            }
        );
    }

    private static async Task<bool> Publish(Scene scene, string queue, Guid id, string payload)
    {
        try
        {
            using var answer = await scene.System.Management.PostAsJsonAsync(
                "/api/exchanges/%2F/amq.default/publish",
                new
                {
                    properties = new
                    {
                        delivery_mode = 2,
                        content_type = "application/vnd.masstransit+json",
                        message_id = id.ToString("D"),
                    },
                    routing_key = queue,
                    payload,
                    payload_encoding = "string",
                }
            );
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure)
            when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<bool> IsListed(Scene scene, string queue, string mark)
    {
        try
        {
            await using var connection = await scene.System.Connect(
                ResourceNames.DatabaseOf(queue.Split('.')[0])
            );
            return await Sql.Number(
                    connection,
                    "select count(*) from error where body ~ ($1 || '\\M')",
                    mark
                ) > 0;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static string Envelope(Guid id, string type, string mark) =>
        $$$"""
            {"messageId":"{{{id}}}","messageType":["urn:message:{{{type}}}"],"message":{"sequence":"{{{mark}}}"},"headers":{}}
            """;

    /// <summary>An operator orders everything of the last minutes once more, from everyone, to everyone.</summary>
    private static async Task SendEverythingTwice(Scene scene)
    {
        var from = TimeProvider.System.GetUtcNow().AddMinutes(-2);
        foreach (var producer in Subscriptions.Producers)
        {
            var (status, answer) = await scene.Client.Ask(
                Scene.Operator,
                HttpMethod.Post,
                producer,
                "/operations/messaging/republish",
                new { from }
            );
            if (status != 202)
                scene.Violations.Enqueue(
                    $"republish of {producer} → {status} {answer.ToJsonString()}"
                );
        }
    }

    /// <summary>
    /// A service's migrations are killed at a random moment, on an empty database and on the one that is in use, and started again:
    /// the second run ends well, and the database looks like one that was made in one go.
    /// </summary>
    private static async Task KillMigration(Scene scene)
    {
        var service = scene.OneOf(TheSystem.Services);
        scene.Note(service);
        await scene.Until(
            $"{service} runs",
            () => Task.FromResult(scene.System.ProcessOf(service) is not null)
        );
        var used = ResourceNames.DatabaseOf(service);
        // Two migrations of one service may die at the same time.
        var empty = $"{used}_half_made_{scene.Dice(0, int.MaxValue)}";
        try
        {
            await Admin(scene, $"create database {empty}");
            await Migrate(scene, service, used, kill: true);
            await Migrate(scene, service, empty, kill: true);
            await Migrate(scene, service, empty, kill: false);
            await Migrate(scene, service, used, kill: false);
            if (await Shape(scene, empty) != await Shape(scene, used))
                scene.Violations.Enqueue(
                    $"{service}: a migration that died and ran again left another schema"
                );
        }
        finally
        {
            await Admin(scene, $"drop database if exists {empty} with (force)");
        }
    }

    private static async Task Migrate(Scene scene, string service, string database, bool kill)
    {
        using var process = Process.Start(scene.System.ProgramOf(service, database, "migrate"))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (kill)
        {
            // From the moment on when it is logged in.
            await scene.Until(
                "the migration began",
                async () => process.HasExited || await Sessions(scene, database, process) > 0
            );
            await Task.Delay(scene.Dice(0, 1500));
            Processes.Send(process.Id, Signal.Kill);
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(limit.Token);
        if (!kill && process.ExitCode != 0)
            scene.Violations.Enqueue(
                $"{service}: migrate ended with {process.ExitCode} after one that died: {(await output + await errors)[^500..]}"
            );
    }

    // The migrator logs in as the server's owner; nobody else does so with a pool.
    private static async Task<long> Sessions(Scene scene, string database, Process process)
    {
        try
        {
            await using var connection = await scene.System.Connect("postgres");
            return await Sql.Number(
                connection,
                "select count(*) from pg_stat_activity where datname = $1 and usename = 'postgres'",
                database
            );
        }
        catch (NpgsqlException)
        {
            return 0;
        }
    }

    private static async Task Admin(Scene scene, string text)
    {
        await scene.Until(
            text,
            async () =>
            {
                try
                {
                    await using var connection = await scene.System.Connect("postgres");
                    await Sql.Do(connection, text);
                    return true;
                }
                catch (NpgsqlException)
                {
                    return false;
                }
            }
        );
    }

    // Columns, indexes, rights and applied migrations; partitions come and go with the months.
    private static async Task<string> Shape(Scene scene, string database)
    {
        await using var connection = await scene.System.Connect(database);
        return (string)
            (
                await Sql.Value(
                    connection,
                    """
                    select string_agg(line, E'\n' order by line) from (
                        select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) as line
                        from information_schema.columns where table_schema = 'public'
                        union all select indexdef from pg_indexes where schemaname = 'public'
                        union all select concat_ws(' ', table_name, grantee, privilege_type)
                        from information_schema.role_table_grants where table_schema = 'public'
                        union all select concat_ws(' ', tablename, policyname, cmd, qual, with_check) from pg_policies
                        union all select migration_id from "__EFMigrationsHistory") as lines
                    """
                )
            )!;
    }
}
