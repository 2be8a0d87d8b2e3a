using System.Globalization;
using System.Runtime.InteropServices;
using HoanKiem.Faults;

// The long run: ./test --chaos N [--seed S]. The last line is "N passed, N failed, N skipped"; a cycle is a test.
var cycles = int.Parse(After("--cycles") ?? "20", CultureInfo.InvariantCulture);
var seed = int.Parse(After("--seed") ?? "1", CultureInfo.InvariantCulture);
var rate = double.Parse(After("--rate") ?? "0", CultureInfo.InvariantCulture);
var root = Place.Root();
var state = Path.GetFullPath(After("--state") ?? Path.Combine(root, ".local", "chaos"));
var report = Path.GetFullPath(After("--report") ?? Path.Combine(root, ".local", "chaos.json"));
var only = After("--only")?.Split(',').Select(Faults.Named).ToList();
if (rate == 0)
    rate = 2 * Load.NominalRate;

// Files of the kernel are read in one go; nobody on a wire waits for them.
ThreadPool.SetMinThreads(64, 64);
Console.OutputEncoding = System.Text.Encoding.UTF8;
Say($"seed {seed}, {cycles} cycles, {rate} dossiers a second (nominal {Load.NominalRate})");
await using var system = await TheSystem.Start(root, state, Say);

// Told to stop, it stops in the middle of a cycle, and takes everything down that it has started.
foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
    _ = PosixSignalRegistration.Create(
        signal,
        context =>
        {
            context.Cancel = true;
            system.DisposeAsync().AsTask().Wait(TimeSpan.FromMinutes(1));
            Environment.Exit(130);
        }
    );
var campaign = new Campaign(system, seed, rate, Say);
await campaign.WarmUp(TimeSpan.FromSeconds(30));
object drills = new { };
for (var number = 1; number <= cycles; number++)
{
    _ = only is null
        ? await campaign.Next(number)
        : await campaign.Run(number, [only[number % only.Count]], TimeSpan.Zero);
    await campaign.WriteTo(report, drills);
}
var broken = 0;

// What takes long is done once in a long run: the control last, because nothing is whole after it.
if (args.Contains("--drills") || cycles >= 100)
{
    var drill = new Drills(system, campaign, Say);
    var minutes = double.Parse(After("--away") ?? "10", CultureInfo.InvariantCulture);
    var away = await drill.BrokerAway(TimeSpan.FromMinutes(minutes), 10_000);
    var rows = int.Parse(After("--outbox") ?? "100000", CultureInfo.InvariantCulture);
    var outbox = await drill.LongOutbox(rows);
    var control = system.Disk is null ? null : await drill.PowerCutWithoutFsync(50);
    drills = new
    {
        away,
        outbox,
        control,
    };
    await campaign.WriteTo(report, drills);
    broken = outbox.Violations.Count > 0 ? 1 : 0;
    broken += control is { Noticed: false } ? 1 : 0;
}
var failed = campaign.Cycles.Count(cycle => !cycle.Passed) + broken;
var skipped = Faults.All.Count - campaign.Possible.Count;
Say(
    $"{campaign.Ledger.Entries.Count} dossiers, {campaign.Ledger.Acknowledged} acts acknowledged; report in {report}"
);
foreach (var fault in Faults.All.Except(campaign.Possible))
    Say($"skipped: {fault.Name} needs a disk of its own (root and a loop device)");
Console.WriteLine(
    $"{campaign.Cycles.Count + broken - failed} passed, {failed} failed, {skipped} skipped"
);
return failed == 0 ? 0 : 1;

string? After(string name) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault();

static void Say(string line) =>
    Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss}  {line}");
