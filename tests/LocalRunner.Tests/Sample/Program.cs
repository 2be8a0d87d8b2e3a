using HoanKiem.LocalRunner;
using HoanKiem.LocalRunner.Sample;

// One program plays both parts: "host SCENARIO" is an AppHost, the others are what it starts.
switch (args[0])
{
    case "host":
        Scenarios.Run(args[1], args[2..]);
        break;
    case "serve":
        await Service.Serve(
            args[1],
            TimeSpan.FromMilliseconds(int.Parse(args[2], null)),
            int.Parse(args[3], null)
        );
        break;
    case "end":
        Service.Note($"started {args[1]}");
        Console.WriteLine($"the last words of {args[1]}");
        Environment.Exit(int.Parse(args[2], null));
        break;
}
