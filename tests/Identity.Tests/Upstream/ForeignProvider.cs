using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using HoanKiem.SignIn;

namespace HoanKiem.Identity.Tests.Upstream;

/// <summary>A provider that is not ours, as a process of its own: npm <c>oidc-provider</c>, fetched by <c>./test</c>. Identity knows it by configuration alone.</summary>
public sealed class ForeignProvider : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Why there is none; nothing when there is.</summary>
    public string? Missing { get; private set; }

    /// <summary>Its address, and the issuer of its tokens.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>The service that sends people there. Its time is today's, because a foreign provider's is.</summary>
    public IdentityApp App { get; } = new(TimeProvider.System.GetUtcNow());

    public async ValueTask InitializeAsync()
    {
        var folder = Path.Combine(Root(), ".local", "oidc-provider");
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
            Missing =
                "npm oidc-provider is not in .local/oidc-provider: ./test fetches it where Node and the npm registry are.";
        else if (!HasNode())
            Missing = "Node is not here, and the foreign provider runs on it.";
        if (Missing is not null)
            return;

        await App.InitializeAsync();
        foreach (
            var (name, value) in new Dictionary<string, string>
            {
                ["Name"] = "VNeID",
                ["Authority"] = Address.AbsoluteUri,
                ["ClientId"] = "hoankiem",
                ["ClientSecret"] = "the-secret-at-the-foreign-provider",
                ["Level1"] = "loa1",
                ["Level2"] = "loa2",
            }
        )
            App.Settings[$"Upstreams:foreign:{name}"] = value;
        _process = Process.Start(
            new ProcessStartInfo("node")
            {
                ArgumentList =
                {
                    Path.Combine(Root(), "tests", "Identity.Tests", "Upstream", "provider.mjs"),
                    folder,
                    $"{Address.Port}",
                    new Uri(IdentityApp.Site, "/connect/upstream/foreign").AbsoluteUri,
                },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line == "listening")
                return;
        throw new InvalidOperationException("The foreign provider did not start: " + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
            await App.DisposeAsync();
        }
    }

    /// <summary>Presses the button of the provider on the sign-in page, signs in there as somebody, and comes back.</summary>
    /// <returns>What is seen here in the end, and what the provider was asked for.</returns>
    internal async Task<(Visit Page, string Asked)> SignIn(
        Visitor here,
        Visitor there,
        Visit page,
        string who
    )
    {
        var button = page.Text.Split("href=\"").Single(part => part.Contains("handler=Upstream"));
        var left = await here.Open(WebUtility.HtmlDecode(button.Split('"')[0]));
        Assert.Equal(Address.Authority, left.SentTo!.Authority);
        var form = await there.Open(left.SentTo.PathAndQuery);
        var asked = form.Text.Split("<p>wants ")[^1].Split("</p>")[0];
        if (form.SentTo is null)
            form = await there.Send(form, new KeyValuePair<string, string>("who", who));
        Assert.Equal(IdentityApp.Site.Authority, form.SentTo!.Authority);
        return (await here.Open(form.SentTo.PathAndQuery), asked);
    }

    private static bool HasNode() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "node")));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath("../../..", Path.GetDirectoryName(here)!);
}
