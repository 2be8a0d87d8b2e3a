using System.Globalization;
using System.Text.RegularExpressions;
using HoanKiem.Contracts;
using Microsoft.Playwright;

namespace HoanKiem.EndToEnd.Tests;

/// <summary>What <c>./start --dashboard</c> shows, read in the browser in which a person would read it.</summary>
public sealed partial class DashboardTests(ShortMornings mornings) : IAsyncLifetime
{
    private static readonly string[] Services =
    [
        ResourceNames.Catalogue,
        ResourceNames.Dossiers,
        ResourceNames.Routing,
        ResourceNames.Postal,
        ResourceNames.Feedback,
        ResourceNames.Identity,
        ResourceNames.Reporting,
    ];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath =
                    Environment.GetEnvironmentVariable("HOANKIEM_CHROMIUM") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    [Fact]
    public async Task Every_service_shows_its_traces_logs_and_metrics()
    {
        foreach (var part in new[] { "traces", "structuredlogs", "metrics" })
        {
            var page = await Open(part);
            foreach (var service in Services)
                await Assertions
                    .Expect(
                        page.Locator("fluent-option").GetByText(service, new() { Exact = true })
                    )
                    .Not.ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task The_acts_of_a_dossier_are_found_by_its_id_and_each_is_one_trace_with_its_effects()
    {
        var dossier = FollowedDossier().Match(mornings.Output).Groups[1].Value;
        var page = await Open($"traces?filters=dossier.id%3Aequals%3A{dossier}");

        var shown = page.GetByText("Showing");
        await Assertions.Expect(shown).ToContainTextAsync(new Regex(@"\d+ traces"));
        var acts = int.Parse(
            Digits().Match(await shown.InnerTextAsync()).Value,
            CultureInfo.InvariantCulture
        );
        Assert.InRange(acts, 5, 100);

        await page.GetByText("/acceptance").First.ClickAsync();
        // The dashboard names a span of messaging by its system and queue.
        foreach (
            var span in new[]
            {
                "POST /v1/dossiers/{id:guid}/acceptance",
                "postgresql",
                "MSG rabbitmq",
                "MSG rabbitmq routing.from-dossiers",
                "MSG rabbitmq reporting.from-dossiers",
                "MSG rabbitmq dossiers.from-routing",
            }
        )
            await Assertions.Expect(Cell(page, span)).ToBeVisibleAsync();
        foreach (var service in new[] { "dossiers", "routing", "reporting" })
            await Assertions.Expect(Cell(page, service)).ToBeVisibleAsync();
        await page.ScreenshotAsync(new() { Path = mornings.File("one-act.png") });
    }

    private static ILocator Cell(IPage page, string name) =>
        page.GetByRole(AriaRole.Gridcell, new() { Name = name }).First;

    private async Task<IPage> Open(string part)
    {
        Assert.SkipWhen(mornings.Dashboard is null, mornings.WhyNoDashboard);
        var page = await _browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1400, Height = 1400 },
            }
        );
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        await page.GotoAsync($"{mornings.Dashboard}/{part}");
        return page;
    }

    [GeneratedRegex(@"^\s*id ([0-9a-f-]{36})\s*$", RegexOptions.Multiline)]
    private static partial Regex FollowedDossier();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
