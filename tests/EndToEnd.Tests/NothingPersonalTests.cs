using HoanKiem.Containers;
using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.EndToEnd.Tests;

/// <summary>
/// After the demonstration: its people are in the tables that are made for them, and nowhere else. Not in what was said to other services,
/// not in a log, an address or a queue.
/// </summary>
[Collection(nameof(ShortMornings))]
public sealed class NothingPersonalTests(ShortMornings mornings)
{
    private static readonly string[] Databases =
    [
        ResourceNames.Catalogue,
        ResourceNames.Dossiers,
        ResourceNames.Routing,
        ResourceNames.Postal,
        ResourceNames.Feedback,
        ResourceNames.Identity,
        ResourceNames.Reporting,
    ];

    // Names are clear in a party, under row-level security (decision 8). The accounts of Identity are of people who sign in, and are found by name.
    private static readonly string[] MadeForThem = ["dossiersdb.party", "identitydb.account"];

    // What the players keep for themselves: they are the people.
    private static readonly string[] Players = ["business-clock.diary", "demo-accounts.json"];

    [Fact]
    public async Task No_event_and_no_table_but_those_made_for_it_has_anything_of_a_person()
    {
        await using var servers = await KeptServers.StartAsync(mornings);
        var personal = await PersonalOf(servers);
        var found = new List<string>();
        var rows = 0L;
        foreach (var database in Databases.Select(ResourceNames.DatabaseOf))
        {
            await using var connection = await servers.Open(database);
            foreach (var table in await Tables(connection))
            {
                if (MadeForThem.Contains($"{database}.{table}"))
                    continue;
                foreach (var row in await Texts(connection, $"select t::text from \"{table}\" t"))
                {
                    rows++;
                    if (personal.In(row) is { } what)
                        found.Add($"{database}.{table}: {what}");
                }
            }
        }

        Assert.Empty(found.Distinct());
        Assert.True(rows > 1_000, $"Only {rows} rows were looked at.");
    }

    [Fact]
    public async Task No_log_no_address_in_it_and_no_queue_has_anything_of_a_person()
    {
        Personal personal;
        await using (var servers = await KeptServers.StartAsync(mornings))
            personal = await PersonalOf(servers);
        var found = new List<string>();
        if (personal.In(mornings.Played) is { } said)
            found.Add($"console: {said}");
        var lines = 0L;
        foreach (var file in Kept(""))
        {
            if (Players.Contains(Path.GetFileName(file)) || file.EndsWith(".png", Ordinal))
                continue;
            await foreach (var line in File.ReadLinesAsync(file, Cancelled))
            {
                lines++;
                if (personal.In(line) is { } what)
                    found.Add($"{Path.GetFileName(file)}: {what}");
            }
        }

        // What lies in the broker's own files, as it was sent.
        foreach (var file in Kept("messaging").Where(_ => !ContainerServers.Asked))
        {
            if (personal.In(await File.ReadAllBytesAsync(file, Cancelled)) is { } what)
                found.Add($"messaging/{Path.GetFileName(file)}: {what}");
        }

        Assert.Empty(found.Distinct());
        Assert.True(lines > 500, $"Only {lines} lines were looked at.");
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // Whoever looks for nothing finds nothing: the people are there, and what looks for them finds each.
    private static async Task<Personal> PersonalOf(KeptServers servers)
    {
        await using var connection = await servers.Open(
            ResourceNames.DatabaseOf(ResourceNames.Dossiers)
        );
        var names = await Texts(connection, "select distinct name from party where name <> ''");
        Assert.True(names.Count >= 10, $"Only {names.Count} people were found.");
        var personal = new Personal(names);
        Assert.All(
            await Texts(connection, "select t::text from party t where name <> ''"),
            row => Assert.NotNull(personal.In(row))
        );
        Assert.All(
            (string[])
                [
                    "số 001999000089.",
                    "tel:0900000089",
                    "\"+84900000089\"",
                    "/v1/x?q=nguoi-89%40example.invalid",
                    "ph\\u1ED1 H\\u00E0ng Th\\u1EED",
                    $"/v1/x?name={Uri.EscapeDataString(names[0])}",
                ],
            text => Assert.NotNull(personal.In(text))
        );
        Assert.Null(personal.In("2026-11-23T09:00:00Z 0198001999000089 trace 1900000089"));
        return personal;
    }

    // The folders of the servers are theirs; of the rest, everything.
    private IEnumerable<string> Kept(string folder) =>
        folder.Length > 0
            ? Directory.Exists(mornings.File(folder))
                ? Directory.EnumerateFiles(mornings.File(folder), "*", SearchOption.AllDirectories)
                : []
            : Directory
                .EnumerateFiles(mornings.File(""))
                .Concat(
                    Directory.EnumerateFiles(
                        mornings.File("logs"),
                        "*",
                        SearchOption.AllDirectories
                    )
                );

    private static Task<List<string>> Tables(NpgsqlConnection connection) =>
        Texts(
            connection,
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
        );

    private static async Task<List<string>> Texts(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // the test's own text
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var texts = new List<string>();
        while (await reader.ReadAsync(Cancelled))
            texts.Add(reader.GetString(0));
        return texts;
    }
}
