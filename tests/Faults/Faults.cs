using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Faults;

/// <summary>Something that goes wrong, and is over when <paramref name="Happen"/> returns.</summary>
/// <param name="Name">Kebab case.</param>
/// <param name="Weight">How often it is drawn, compared with the others.</param>
/// <param name="Happen">From its beginning to its end.</param>
/// <param name="NeedsDisk">Only where PostgreSQL has a disk of its own.</param>
internal sealed record Fault(
    string Name,
    int Weight,
    Func<Scene, Task> Happen,
    bool NeedsDisk = false
);

/// <summary>What can go wrong with processes, servers, wires and disks.</summary>
internal static class Faults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("postgres-killed", 4, KillPostgres),
        new("backend-killed", 3, KillBackend),
        new("broker-killed", 3, KillBroker),
        new("service-killed", 6, KillService),
        new("postgres-stopped", 3, StopPostgres),
        new("broker-stopped", 3, StopBroker),
        new("service-stopped", 4, StopService),
        new("database-cut-off", 4, CutOffDatabase),
        new("broker-cut-off", 4, CutOffBroker),
        new("broker-away", 3, BrokerAway),
        new("disk-full", 3, FillDisk, NeedsDisk: true),
        new("power-cut", 3, CutPower, NeedsDisk: true),
        new("broker-disk-alarm", 2, BrokerDiskAlarm),
        new("broker-memory-alarm", 2, BrokerMemoryAlarm),
        new("connections-exhausted", 3, ExhaustConnections),
        .. Mischief.All,
    ];

    public static Fault Named(string name) =>
        All.FirstOrDefault(fault => fault.Name == name)
        ?? throw new ArgumentException(
            $"There is no fault {name}: {string.Join(", ", All.Select(fault => fault.Name))}."
        );

    private static async Task KillPostgres(Scene scene)
    {
        Kill(scene.System.ProcessOf(ResourceNames.Postgres));
        await scene.DatabaseIsBack();
        scene.Returned();
    }

    // One backend that dies without a word makes the server throw all others out and recover.
    private static async Task KillBackend(Scene scene)
    {
        // The other fault of the cycle may have the server down.
        await scene.Until(
            "somebody is connected",
            async () =>
            {
                try
                {
                    await using var connection = await scene.System.Connect("postgres");
                    var backends = await Sql.Rows(
                        connection,
                        "select pid, application_name from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() order by pid",
                        row => (Process: row.GetInt32(0), Name: row.GetString(1))
                    );
                    if (backends.Count == 0)
                        return false;
                    var (process, name) = scene.OneOf(backends);
                    scene.Note(name);
                    Kill(process);
                    return true;
                }
                catch (NpgsqlException)
                {
                    return false;
                }
            }
        );
        await scene.DatabaseIsBack();
        scene.Returned();
    }

    private static async Task KillBroker(Scene scene)
    {
        Kill(scene.System.BrokerProcess());
        await scene.BrokerIsBack();
    }

    private static async Task KillService(Scene scene)
    {
        var service = AnyService(scene);
        Kill(scene.System.ProcessOf(service));
        await scene.ServiceIsBack(service);
        scene.Returned();
    }

    private static Task StopPostgres(Scene scene) =>
        Stop(scene, scene.System.DatabaseProcesses(), isDatabaseOrService: true);

    private static Task StopBroker(Scene scene) =>
        Stop(
            scene,
            scene.System.BrokerProcess() is { } process ? [process] : [],
            isDatabaseOrService: false
        );

    private static Task StopService(Scene scene) =>
        Stop(
            scene,
            scene.System.ProcessOf(AnyService(scene)) is { } process ? [process] : [],
            isDatabaseOrService: true
        );

    private static async Task CutOffDatabase(Scene scene)
    {
        scene.System.Database.CutOff(AnyService(scene), How(scene));
        await scene.Last(3, 15);
        scene.System.Database.Heal();
        scene.Returned();
    }

    private static async Task CutOffBroker(Scene scene)
    {
        scene.System.Broker.CutOff(AnyService(scene), How(scene));
        await scene.Last(3, 15);
        scene.System.Broker.Heal();
    }

    private static async Task BrokerAway(Scene scene)
    {
        scene.System.Broker.CutOff(Wire.Everyone, Cut.Reset);
        await scene.Last(10, 20);
        scene.System.Broker.Heal();
    }

    private static async Task FillDisk(Scene scene)
    {
        scene.System.Disk!.Fill();
        await scene.Last(4, 8);
        scene.System.Disk.Empty();
        await scene.DatabaseIsBack();
        scene.Returned();
    }

    private static async Task CutPower(Scene scene)
    {
        await scene.System.Disk!.LosePower(scene.System);
        await scene.DatabaseIsBack();
        scene.Returned();
    }

    private static async Task BrokerDiskAlarm(Scene scene)
    {
        await TellBroker(scene, "set_disk_free_limit", "100000GB");
        await scene.Last(5, 10);
        await TellBroker(scene, "set_disk_free_limit", "200MB");
    }

    private static async Task BrokerMemoryAlarm(Scene scene)
    {
        await TellBroker(scene, "set_vm_memory_high_watermark", "0.0001");
        await scene.Last(5, 10);
        await TellBroker(scene, "set_vm_memory_high_watermark", "0.4");
    }

    // Another fault may have killed it: then it is told when it is back.
    private static Task TellBroker(Scene scene, string setting, string value) =>
        scene.Until(
            $"the broker takes {setting}",
            async () =>
            {
                try
                {
                    await scene.System.Control(setting, value);
                    return true;
                }
                catch (Exception failure) when (failure is InvalidOperationException or IOException)
                {
                    return false;
                }
            }
        );

    /// <summary>Somebody takes every connection that the server has, also those that the services had.</summary>
    private static async Task ExhaustConnections(Scene scene)
    {
        var taken = new System.Collections.Concurrent.ConcurrentBag<NpgsqlConnection>();
        try
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(async _ =>
                    {
                        while (await Take(scene) is { } connection)
                            taken.Add(connection);
                    })
            );
            if (taken.TryPeek(out var one))
                await TurnOut(one);
            while (await Take(scene) is { } connection)
                taken.Add(connection);
            scene.Note($"{taken.Count} taken");
            await scene.Last(3, 8);
        }
        finally
        {
            foreach (var connection in taken)
                await connection.DisposeAsync();
        }
        scene.Returned();
    }

    // Those that the services had. Whoever was thrown out meanwhile by the other fault of the cycle has nobody to turn out.
    private static async Task TurnOut(NpgsqlConnection connection)
    {
        try
        {
            await Sql.Value(
                connection,
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename like '%db\\_%'"
            );
        }
        catch (NpgsqlException) { }
    }

    private static async Task<NpgsqlConnection?> Take(Scene scene)
    {
        try
        {
            return await scene.System.Connect("postgres");
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private static async Task Stop(
        Scene scene,
        IReadOnlyList<int> processes,
        bool isDatabaseOrService
    )
    {
        foreach (var process in processes)
            Processes.Send(process, Signal.Stop);
        // Half of them short, the others as long as a very bad pause.
        await (scene.Dice(0, 4) == 0 ? scene.Last(12, 30) : scene.Last(5, 12));
        foreach (var process in processes)
            Processes.Send(process, Signal.Continue);
        if (isDatabaseOrService)
            scene.Returned();
    }

    private static void Kill(int? process)
    {
        if (process is { } one)
            Processes.Send(one, Signal.Kill);
    }

    private static string AnyService(Scene scene)
    {
        var service = scene.OneOf(TheSystem.Services);
        scene.Note(service);
        return service;
    }

    private static Cut How(Scene scene)
    {
        var how = scene.OneOf([Cut.Silent, Cut.Reset]);
        scene.Note(how == Cut.Silent ? "silent" : "reset");
        return how;
    }
}
