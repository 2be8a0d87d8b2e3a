using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Demonstration;
using HoanKiem.SignIn;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>The whole system as <c>./start</c> runs it, on a Monday morning, and a client that speaks to it as any person.</summary>
internal sealed class Town : IAsyncDisposable
{
    /// <summary>Wards of today; each has a clerk, a specialist and a leader.</summary>
    public static readonly IReadOnlyList<string> Wards =
    [
        "hoan-kiem",
        "cua-nam",
        "ba-dinh",
        "hong-ha",
        "van-mieu-qtg",
    ];

    private static readonly DateTimeOffset Monday = new(
        2026,
        11,
        23,
        8,
        10,
        0,
        TimeSpan.FromHours(7)
    );
    private static readonly string[] Services =
    [
        ResourceNames.Catalogue,
        ResourceNames.Dossiers,
        ResourceNames.Routing,
        ResourceNames.Postal,
        ResourceNames.Feedback,
        ResourceNames.Reporting,
        ResourceNames.Identity,
    ];

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };
    private readonly Dictionary<string, Uri> _addresses;
    private readonly Child _appHost;
    private readonly Wallet _wallet;

    private Town(Child appHost, Dictionary<string, Uri> addresses, string accounts) =>
        (_appHost, _addresses, _wallet) = (
            appHost,
            addresses,
            new Wallet(
                addresses[ResourceNames.Portal],
                () => DemoAccounts.Read(accounts),
                TimeProvider.System
            )
        );

    /// <summary>Starts all processes on the benchmarks' servers, with empty data.</summary>
    public static Task<Town> StartAsync(string root, string state, Servers servers)
    {
        // Beside this program, so that a copy of what was built runs as a whole.
        var built = Path.GetFullPath(
            "../../HoanKiem.AppHost/release/HoanKiem.AppHost.dll",
            AppContext.BaseDirectory
        );
        return StartAsync(
            "dotnet",
            [built, "--state", state, "--fresh"],
            root,
            state,
            new()
            {
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["Demonstration__Skip"] = "true",
                ["ConnectionStrings__postgres"] = servers.Postgres,
                ["ConnectionStrings__messaging"] = servers.Rabbit,
            }
        );
    }

    /// <summary>Calls <c>./start</c> as a person does.</summary>
    public static Task<Town> CallStartAsync(string root, string state, bool fresh)
    {
        string[] arguments = [Path.Combine(root, "start"), "--no-demo", "--state", state];
        return StartAsync("bash", fresh ? [.. arguments, "--fresh"] : arguments, root, state, []);
    }

    private static async Task<Town> StartAsync(
        string program,
        string[] arguments,
        string root,
        string state,
        Dictionary<string, string?> environment
    )
    {
        Directory.CreateDirectory(state);
        var clockFile = Path.Combine(state, "business-clock");
        new ClockFile(clockFile, TimeProvider.System).MoveTo(Monday);
        var endpoints = Path.Combine(state, "endpoints.json");
        File.Delete(endpoints);
        environment["BusinessClock__File"] = clockFile;
        var accounts = Path.Combine(state, DemoAccounts.FileName);
        environment["DemoAccounts__File"] = accounts;
        environment["Messaging__Rest"] = "00:00:00.200"; // as outside Development
        var process = await Child.StartAsync(
            program,
            arguments,
            root,
            Path.Combine(state, "apphost.log"),
            environment
        );
        var addresses = new Dictionary<string, Uri>();
        await Servers.Until(
            "the map is written",
            async () =>
                addresses = JsonSerializer
                    .Deserialize<Dictionary<string, string>>(
                        await File.ReadAllTextAsync(endpoints)
                    )!
                    .ToDictionary(pair => pair.Key, pair => new Uri(pair.Value)),
            seconds: 300
        );
        return new Town(process, addresses, accounts);
    }

    /// <summary>Every process answers that it is ready.</summary>
    public async Task HealthyAsync()
    {
        foreach (var (name, address) in _addresses)
            await Servers.Until(
                $"{name} is healthy",
                async () =>
                    (await _http.GetAsync(new Uri(address, "/health"))).EnsureSuccessStatusCode(),
                seconds: 300
            );
    }

    /// <summary>Every event that was published has been handled by everyone who listens.</summary>
    public async Task QuietAsync() =>
        await Servers.Until(
            "messages are at rest",
            async () =>
            {
                var all = await Task.WhenAll(
                    Services.Select(async service =>
                    {
                        var status = await GetAsync(
                            new Person("operator.one-stop", "officer"),
                            service,
                            "/operations/messaging/status"
                        );
                        long Number(string name) =>
                            status.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
                        return (
                            Waiting: Number("outboxWaiting") + Number("held"),
                            Expected: Number("published") * Subscriptions.Of(service).Count,
                            Done: Number("handled") + Number("errors")
                        );
                    })
                );
                if (all.Sum(s => s.Waiting) > 0 || all.Sum(s => s.Done) < all.Sum(s => s.Expected))
                    throw new InvalidOperationException(
                        $"{all.Sum(s => s.Done)} of {all.Sum(s => s.Expected)} are handled."
                    );
            },
            seconds: 600,
            every: 1 // the sums are counted anew each time: whoever asks often measures himself
        );

    public Uri AddressOf(string service, string path) => new(_addresses[service], path);

    public async Task<JsonElement> GetAsync(Person who, string service, string path) =>
        (await SendAsync(who, HttpMethod.Get, service, path)).Body;

    /// <summary>An act, and the version of the thing after it.</summary>
    public async Task<(JsonElement Body, int Version)> PostAsync(
        Person who,
        string service,
        string path,
        object body,
        int? version = null
    ) => await SendAsync(who, HttpMethod.Post, service, path, body, version);

    /// <summary>Reads a file and forgets it.</summary>
    public async Task FetchAsync(Person who, string service, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(service, path));
        request.Headers.Authorization = new("Bearer", await TokenOfAsync(who));
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }

    private async Task<(JsonElement Body, int Version)> SendAsync(
        Person who,
        HttpMethod method,
        string service,
        string path,
        object? body = null,
        int? version = null
    )
    {
        using var request = new HttpRequestMessage(method, AddressOf(service, path));
        if (who.Kind.Length > 0)
            request.Headers.Authorization = new("Bearer", await TokenOfAsync(who));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Default);
            request.Headers.Add("Idempotency-Key", $"\"{Guid.NewGuid():N}\"");
        }
        if (version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"{who.Subject} {method} {service}{path} → {(int)response.StatusCode} {text}"
            );
        var tag = response.Headers.ETag?.Tag.Trim('"');
        using var json = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return (
            json.RootElement.Clone(),
            int.TryParse(tag, CultureInfo.InvariantCulture, out var now) ? now : 0
        );
    }

    /// <summary>The person's five-minute token.</summary>
    public Task<string> TokenOfAsync(Person who) => _wallet.Of(who);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _wallet.Dispose();
        await _appHost.DisposeAsync();
    }
}
