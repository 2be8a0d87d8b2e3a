using System.Runtime.InteropServices;
using HoanKiem.Benchmarks;
using HoanKiem.Benchmarks.Messages;
using HoanKiem.Benchmarks.Whole;

// Measures what the system costs against named baselines, on servers of its own with full durability, and writes .local/benchmarks.json.
//   benchmarks [KEY…]   only these keys
if (args is [DossiersHost.Command, var audit, var port])
{
    await DossiersHost.RunAsync(audit, port);
    return 0;
}

var wanted = args.Length == 0 ? [.. Key.All.Select(key => key.Name)] : args.ToHashSet();
if (wanted.FirstOrDefault(name => Key.All.All(key => key.Name != name)) is { } unknown)
{
    Console.Error.WriteLine(
        $"There is no key {unknown}; there are {string.Join(", ", Key.All.Select(key => key.Name))}."
    );
    return 2;
}

var root = Lab.Root();
var folder = Path.Combine(root, ".local");
var figures = new Figures(folder, TimeProvider.System);
await using var lab = new Lab(root, Path.Combine(folder, "bench"), figures);

// Ended from outside it still ends what it has started.
using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await lab.RunAsync(wanted);
figures.Print();
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    lab.DisposeAsync().AsTask().GetAwaiter().GetResult();
    Environment.Exit(130);
}
