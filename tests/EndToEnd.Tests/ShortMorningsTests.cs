using System.Diagnostics;
using System.Text.Json.Nodes;

namespace HoanKiem.EndToEnd.Tests;

/// <summary>
/// Everything as <c>./start</c> runs it: the AppHost, all services and simulators as processes, real PostgreSQL and RabbitMQ.
/// One dossier of each kind lives through both mornings.
/// </summary>
public sealed class ShortMorningsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task One_dossier_of_each_kind_goes_from_hand_to_hand_and_a_second_start_finds_them_again()
    {
        var root = Root();
        var state = Path.Combine(root, ".local", "end-to-end");
        Directory.CreateDirectory(state);
        var report = Path.Combine(state, "report.json");
        var figures = await Run(root, state, report, "--fresh");
        Assert.Equal(0, (int)figures["lost"]!);
        Assert.Equal(0, (int)figures["duplicates"]!);
        Assert.Equal(0, (int)figures["expectationsMissed"]!);
        Assert.Equal(3, (int)figures["returnedToSender"]!);
        Assert.All(
            ["counter", "online", "post"],
            way => Assert.True((int)figures["returned"]![way]! > 0, way)
        );
        Assert.All(
            ["restart", "resume"],
            rule => Assert.True((int)figures["supplements"]![rule]! > 0, rule)
        );
        Assert.Equal(2, (int)figures["late"]!);
        Assert.Equal(2, (int)figures["apologies"]!);

        var again = await Run(root, state, report);
        Assert.All(
            [
                "mornings",
                "dossiers",
                "accepted",
                "resolved",
                "returned",
                "late",
                "surveysAnswered",
                "noticesSent",
                "lost",
                "duplicates",
            ],
            figure =>
                Assert.True(
                    JsonNode.DeepEquals(figures[figure], again[figure]),
                    $"{figure}: {figures[figure]} and then {again[figure]}"
                )
        );
    }

    private static async Task<JsonNode> Run(
        string root,
        string state,
        string report,
        params string[] more
    )
    {
        File.Delete(report);
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name.Split('_')[0];
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(
                    root,
                    "artifacts",
                    "bin",
                    "HoanKiem.AppHost",
                    configuration,
                    "HoanKiem.AppHost.dll"
                ),
                "--state",
                state,
                "--until",
                "demonstration",
            },
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var option in more)
            start.ArgumentList.Add(option);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["BusinessClock__File"] = Path.Combine(state, "business-clock");
        start.Environment["Demonstration__Plan"] = "short";
        start.Environment["Demonstration__Report"] = report;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        var said = Tail(await output + await errors);
        Assert.True(File.Exists(report), said);
        Assert.True(process.ExitCode == 0, said);
        return JsonNode.Parse(
            await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken)
        )!;
    }

    private static string Tail(string output) => output.Length > 6000 ? output[^6000..] : output;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HoanKiem.slnx")))
            folder =
                folder.Parent
                ?? throw new InvalidOperationException("The tests run inside the repository.");
        return folder.FullName;
    }
}
