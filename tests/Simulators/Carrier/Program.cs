namespace HoanKiem.Simulators.Carrier;

/// <summary>
/// A postal carrier as a process of its own: it takes orders in two forms, moves parcels by a seeded script in business time, and says
/// so in signed callbacks — sometimes twice, sometimes out of order, sometimes not at all.
/// </summary>
internal static class Process
{
    // Not a top-level program: tests host it beside a service, and two types called Program would be one too many.
    private static void Main(string[] args) => CarrierSimulator.Build(args).Run();
}
