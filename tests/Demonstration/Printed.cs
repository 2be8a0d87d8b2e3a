using System.Text.Json.Nodes;
using HoanKiem.Contracts;

namespace HoanKiem.Demonstration;

/// <summary>What a person reads at the end.</summary>
internal static class Printed
{
    public static void Summary(Summary summary)
    {
        var report = summary.Report;
        Console.WriteLine();
        Console.WriteLine("Tổng kết (summary)");
        foreach (var morning in report["mornings"]!.AsArray())
            Console.WriteLine(
                $"  {morning!["name"]}: {morning["dossiers"]} hồ sơ, vào (in) {Flat(morning["in"]!)}; sớm/đúng/muộn (early/on time/late) {morning["early"]}/{morning["onTime"]}/{morning["late"]}"
            );
        foreach (var (name, value) in report.Where(entry => entry.Key is not "mornings"))
            Console.WriteLine($"  {name, -20} {(value is JsonObject parts ? Flat(parts) : value)}");

        if (summary.Broken.Count == 0)
        {
            Console.WriteLine("  Mọi điều đã hứa đều xảy ra. (Everything promised happened.)");
            return;
        }

        Console.WriteLine($"  {summary.Broken.Count} điều đã hứa không xảy ra (promises broken):");
        foreach (var broken in summary.Broken.Take(40))
            Console.WriteLine("  ✗ " + broken);
    }

    /// <summary>One dossier hop by hop, with the sum behind its due date.</summary>
    public static void OneDossier(Planned plan, Tally tally)
    {
        if (tally.IdOf(plan) is not { } id)
            return;

        Console.WriteLine();
        Console.WriteLine(
            $"Một hồ sơ (one dossier): {tally.ReceiptOf(plan)?["number"]}, {plan.Procedure}, {plan.Agency}"
        );
        foreach (var line in tally.ReceiptOf(plan)?["explanation"]?.AsArray() ?? [])
            Console.WriteLine($"    {line!["date"]}  {line["vi"] ?? line["vietnamese"]}");
        Console.WriteLine($"    hẹn trả (due) {tally.ReceiptOf(plan)?["dueAt"]}");
        foreach (var hop in tally.HistoryOf(plan))
            Console.WriteLine("  " + hop);
        Console.WriteLine($"  id {id}");
    }

    public static void Addresses(IConfiguration settings)
    {
        Console.WriteLine();
        Console.WriteLine("Ở đây (where to look):");
        foreach (
            var name in new[]
            {
                ResourceNames.Portal,
                ResourceNames.Catalogue,
                ResourceNames.Dossiers,
                ResourceNames.Routing,
                ResourceNames.Postal,
                ResourceNames.Feedback,
                ResourceNames.Reporting,
            }
        )
            Console.WriteLine($"  {name, -12} {settings[$"services:{name}:http:0"]}");
        Console.WriteLine(
            $"Tài khoản trình diễn (accounts and passwords): {settings["DemoAccounts:File"]}"
        );
    }

    private static string Flat(JsonNode parts) =>
        string.Join(", ", parts.AsObject().Select(part => $"{part.Key} {part.Value}"));
}
