using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace HoanKiem.Simulation.Tests;

/// <summary>The protocol in Promela, every interleaving of it, checked by spin.</summary>
public sealed class ModelTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spin");

    [Fact]
    public async Task Every_interleaving_handles_each_event_once_and_in_order() =>
        Assert.Contains("errors: 0", await CheckAsync(null), StringComparison.Ordinal);

    [Theory]
    [InlineData("LAST_ID")]
    [InlineData("BY_TIME")]
    [InlineData("NO_ORDER")]
    [InlineData("ACK_FIRST")]
    [InlineData("TWO_COMMITS")]
    public async Task A_broken_variant_of_the_model_is_found(string variant) =>
        Assert.Contains("errors: 1", await CheckAsync(variant), StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> CheckAsync(string? variant)
    {
        foreach (var tool in new[] { "spin", "gcc" })
            Assert.SkipUnless(IsThere(tool), $"{tool} is not installed (Debian package {tool})");

        var model = Path.Combine(Own(), "Models", "messaging.pml");
        // What is wrong is found at once; only the whole search is worth an optimised program.
        string[] arguments = variant is null
            ? ["-run", "-O2", model]
            : ["-D" + variant, "-run", model];
        using var spin = Process.Start(
            new ProcessStartInfo("spin", arguments)
            {
                WorkingDirectory = _folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = spin.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await spin.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await spin.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("max search depth too small", text, StringComparison.Ordinal);
        return text + await error;
    }

    private static bool IsThere(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static string Own([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
