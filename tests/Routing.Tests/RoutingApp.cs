using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.Routing.Tests;

/// <summary>Routing on Monday 23/11/2026, with the agencies of that time; the other systems are what the test makes of them.</summary>
public sealed class RoutingApp() : ServiceApp<Program>(ResourceNames.Routing)
{
    public const string Secret = "whsec_dGhlIHNlY3JldCBvZiBhIHRlc3QsIGxvbmcgZW5vdWdo";
    private const string Calendar = "hanoi@2026-1";
    private bool _prepared;

    /// <summary>What stands at the other end of the network; unreachable unless a test says otherwise.</summary>
    internal EdgeOfNetwork Edge { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var system in new[] { "police", "social-insurance" })
        {
            Settings[$"ExternalSystems:{system}:BaseUrl"] = $"http://outside/{system}";
            Settings[$"ExternalSystems:{system}:Secret"] = Secret;
        }
        Settings["ExternalSystems:Silence"] = "00:02:00";
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
            services.ConfigureHttpClientDefaults(http =>
                http.ConfigurePrimaryHttpMessageHandler(() => Edge)
            )
        );
    }

    /// <summary>Procedures, agencies and the calendar as the Catalogue has published them.</summary>
    public async Task<RoutingApp> WithCatalogue()
    {
        if (_prepared)
            return this;
        _prepared = true;
        await Deliver(
            Given.WorkingCalendar(Calendar) with
            {
                CoveredFrom = new(2026, 1, 1),
                CoveredTo = new(2026, 12, 31),
                Days = [new(new(2026, 11, 24), "off", "Ngày Văn hóa Việt Nam")],
            }
        );
        foreach (
            var agency in new[]
            {
                Given.Agency("hoan-kiem", from: Given.FirstDay, parent: "hanoi"),
                Given.Agency("cua-nam", from: Given.FirstDay, parent: "hanoi"),
                Given.Agency("ba-dinh", from: Given.FirstDay, parent: "hanoi"),
                Given.Agency(
                    "cong-an-p-hoan-kiem",
                    "external",
                    "police",
                    new(2025, 3, 1),
                    parent: null,
                    serves: "hoan-kiem"
                ),
                Given.Agency(
                    "bhxh-ha-noi",
                    "external",
                    "social-insurance",
                    Given.FirstDay,
                    parent: null
                ),
            }
        )
            await Deliver(agency);
        await Deliver(Given.Procedure(Given.Birth, false, Given.BirthRoute));
        await Deliver(Given.Procedure(Given.Marital, false, Given.MaritalRoute));
        await Deliver(Given.Procedure(Given.Certify, true));
        await Deliver(Given.Procedure(Given.Plain, false));
        return this;
    }

    /// <summary>A dossier that a clerk of hoan-kiem has just accepted.</summary>
    public DossierAccepted Accepted(
        string version,
        string decidedBy = "hoan-kiem",
        string? receivedBy = null,
        bool onPaper = false,
        bool atOnce = false
    ) =>
        Given.Accepted(
            version,
            decidedBy,
            receivedBy,
            onPaper,
            atOnce,
            Clock.GetUtcNow(),
            Clock.GetUtcNow().Date.AddDays(4).AddHours(10),
            calendar: Calendar
        ) with
        {
            Regime = Regime.R2,
        };

    /// <summary>Accepts a dossier and gives its case.</summary>
    public async Task<JsonElement> ACase(
        string version,
        string receivedBy = "hoan-kiem",
        bool onPaper = false,
        bool atOnce = false
    )
    {
        await WithCatalogue();
        var accepted = Accepted(version, receivedBy: receivedBy, onPaper: onPaper, atOnce: atOnce);
        await Deliver(accepted);
        return await CaseOf(accepted.DossierId);
    }

    public HttpClient Specialist(string agency = "hoan-kiem") =>
        Officer($"minh-{agency}", agency, OfficerRole.Specialist);

    public HttpClient Leader(string agency = "hoan-kiem") =>
        Officer($"lan-{agency}", agency, OfficerRole.Leader);

    public HttpClient Clerk(string agency = "hoan-kiem") =>
        Officer($"hoa-{agency}", agency, OfficerRole.Clerk);

    public async Task<JsonElement> CaseOf(Guid dossier, string agency = "hoan-kiem")
    {
        var found = await (await Leader(agency).GetAsync($"/v1/cases?dossier={dossier}")).Body();
        return await Case(found.GetProperty("items")[0].GetProperty("id").GetGuid(), agency);
    }

    public async Task<JsonElement> Case(Guid id, string agency = "hoan-kiem") =>
        await (await Leader(agency).GetAsync($"/v1/cases/{id}")).Body();

    /// <summary>POST with <c>If-Match</c> of the task's own version.</summary>
    public async Task<HttpResponseMessage> OnTask(
        HttpClient officer,
        JsonElement of,
        string key,
        string act,
        object body,
        int? version = null
    )
    {
        var step = (await Case(of.Id())).Step(key);
        return await officer.SendJson(
            HttpMethod.Post,
            $"/v1/tasks/{step.Id()}/{act}",
            body,
            version ?? step.Version()
        );
    }

    /// <summary>The specialist examines and proposes to grant.</summary>
    public async Task Examine(JsonElement of, string key = "examine") =>
        await (
            await OnTask(Specialist(), of, key, "completion", new { proposal = "granted" })
        ).Body();

    /// <summary>The leader signs.</summary>
    public async Task<HttpResponseMessage> Decide(
        JsonElement of,
        object body,
        int? version = null
    ) =>
        await Leader()
            .SendJson(
                HttpMethod.Post,
                $"/v1/cases/{of.Id()}/decision",
                body,
                version ?? (await Case(of.Id())).Version()
            );

    /// <summary>The events of a case that were published, in order.</summary>
    public async Task<IReadOnlyList<(string Type, JsonElement Body)>> Events(Guid caseId)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select type, body from event_log where aggregate_id = $1 order by sequence",
            connection
        )
        {
            Parameters = { new NpgsqlParameter { Value = caseId.ToString() } },
        };
        var events = new List<(string, JsonElement)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            events.Add(
                (
                    reader.GetString(0).Split(':')[^1],
                    JsonSerializer.Deserialize<JsonElement>(reader.GetString(1))
                )
            );
        return events;
    }

    public async Task<JsonElement> Event(Guid caseId, string type) =>
        (await Events(caseId)).Single(e => e.Type == type).Body;

    public async Task<JsonElement[]> OpenItems(string agency = "hoan-kiem") =>
        [
            .. (await (await Leader(agency).GetAsync("/v1/open-items?limit=200")).Body())
                .GetProperty("items")
                .EnumerateArray(),
        ];
}

/// <summary>What stands at the other end of the network.</summary>
internal sealed class EdgeOfNetwork : HttpMessageHandler
{
    private readonly List<(HttpMethod Method, string Path, string Body)> _heard = [];

    public Func<HttpMethod, string, string, HttpResponseMessage?>? Answer { get; set; }

    public HttpMessageInvoker? Other { get; set; }

    public IReadOnlyList<(HttpMethod Method, string Path, string Body)> Heard
    {
        get
        {
            lock (_heard)
                return [.. _heard];
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (Other is { } other)
            return await other.SendAsync(request, cancellationToken);
        var body = request.Content is null
            ? ""
            : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_heard)
            _heard.Add((request.Method, request.RequestUri!.AbsolutePath, body));
        return Answer?.Invoke(request.Method, request.RequestUri!.AbsolutePath, body)
            ?? throw new HttpRequestException("Nobody is there.");
    }
}

internal static class Reading
{
    public static Guid Id(this JsonElement element) => element.GetProperty("id").GetGuid();

    public static int Version(this JsonElement element) =>
        element.GetProperty("version").GetInt32();

    public static string? Text(this JsonElement element, string name) =>
        element.GetProperty(name).GetString();

    public static JsonElement Step(this JsonElement of, string key) =>
        of.GetProperty("steps").EnumerateArray().Single(s => s.Text("key") == key);
}
