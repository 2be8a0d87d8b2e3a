using System.Diagnostics;
using System.Text.Json.Nodes;
using HoanKiem.Containers;

[assembly: AssemblyFixture(typeof(HoanKiem.EndToEnd.Tests.ShortMornings))]

namespace HoanKiem.EndToEnd.Tests;

/// <summary>
/// Everything as <c>./start --once</c> runs it: the AppHost, all services and simulators as processes, real PostgreSQL and RabbitMQ, and
/// where Node is there the Aspire dashboard. One dossier of each kind lives through both mornings. The servers are those that the AppHost
/// starts, or where the run asks for them containers, given to it as a developer's own would be.
/// </summary>
public sealed class ShortMornings : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(12);
    private readonly string _root = Root();
    private readonly ContainerServers _containers = new();
    private Process? _dashboard;

    /// <summary>The report of the first, fresh start.</summary>
    public JsonNode Figures { get; private set; } = null!;

    /// <summary>What that start printed.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Address of the dashboard's pages; null where there is none, and then <see cref="WhyNoDashboard"/> says why.</summary>
    public string? Dashboard { get; private set; }

    /// <summary>Why there is no dashboard.</summary>
    public string WhyNoDashboard { get; private set; } =
        "A run on containers is not looked at in a browser.";

    private string? Telemetry { get; set; }

    /// <summary>What the first, fresh start printed.</summary>
    public string Played { get; private set; } = "";

    /// <summary>The servers, where they are containers.</summary>
    internal ContainerServers Containers => _containers;

    /// <summary>The program that runs all of it.</summary>
    internal string AppHost
    {
        get
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name.Split('_')[0];
            return $"{_root}/artifacts/bin/HoanKiem.AppHost/{configuration}/HoanKiem.AppHost.dll";
        }
    }

    /// <summary>A file beside the logs and the report of the run.</summary>
    public string File(string name) => Path.Combine(_root, ".local", "end-to-end", name);

    public async ValueTask InitializeAsync()
    {
        if (ContainerServers.Asked)
            await _containers.StartAsync();
        else
            await StartDashboard();
        Figures = await Run("--fresh");
        Played = Output;
    }

    public async ValueTask DisposeAsync()
    {
        await _containers.DisposeAsync();
        if (_dashboard is null)
            return;
        _dashboard.StandardInput.Close();
        await _dashboard.WaitForExitAsync();
        _dashboard.Dispose();
    }

    /// <summary>Starts everything, lets the mornings be played or found again, stops everything; the report.</summary>
    public async Task<JsonNode> Run(params string[] more)
    {
        var state = File("");
        var report = File("report.json");
        Directory.CreateDirectory(state);
        System.IO.File.Delete(report);
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { AppHost, "--state", state, "--until", "demonstration" },
            WorkingDirectory = _root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var option in more)
            start.ArgumentList.Add(option);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["BusinessClock__File"] = File("business-clock");
        start.Environment["DemoAccounts__File"] = File("demo-accounts.json");
        start.Environment["Demonstration__Plan"] = "short";
        start.Environment["Demonstration__Report"] = report;
        if (ContainerServers.Asked)
        {
            start.Environment["ConnectionStrings__postgres"] = _containers.Postgres;
            start.Environment["ConnectionStrings__messaging"] = _containers.Broker;
        }
        // The dashboard tells instances of a service apart; one start is what is looked at.
        if (Telemetry is not null && more.Contains("--fresh"))
        {
            start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = Telemetry;
            start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        }

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
        Output = await output + await errors;
        var said = Output.Length > 6000 ? Output[^6000..] : Output;
        Assert.True(System.IO.File.Exists(report), said);
        Assert.True(process.ExitCode == 0, said);
        return JsonNode.Parse(await System.IO.File.ReadAllTextAsync(report))!;
    }

    // The same lines of shell as ./start --dashboard; it ends with the shell, and the shell with its input.
    private async Task StartDashboard()
    {
        _dashboard = Process.Start(
            new ProcessStartInfo("bash")
            {
                ArgumentList =
                {
                    "-c",
                    ". HoanKiem.AppHost/provision.sh; . HoanKiem.AppHost/dashboard.sh; "
                        + "dashboard $$ && echo \"$DASHBOARD $OTEL_EXPORTER_OTLP_ENDPOINT\" || echo none; read -r _",
                },
                WorkingDirectory = _root,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var said = new List<string>();
        while (await _dashboard.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "none")
            {
                WhyNoDashboard = string.Join(' ', said);
                return;
            }
            if (line.StartsWith("http", StringComparison.Ordinal))
            {
                (Dashboard, Telemetry) = (line.Split(' ')[0], line.Split(' ')[1]);
                return;
            }
            said.Add(line);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "HoanKiem.slnx")))
            folder =
                folder.Parent
                ?? throw new InvalidOperationException("The tests run inside the repository.");
        return folder.FullName;
    }
}
