using System.Runtime.CompilerServices;
using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.Contracts;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HoanKiem.Testing.Probes;

/// <summary>
/// A service whose every operation is tried by everybody on every object: as it is, without the application's filter, without row-level
/// security, and without both, when the probes have to notice.
/// </summary>
/// <param name="app">The service.</param>
/// <param name="service">Its name.</param>
/// <param name="rows">Whose its rows are.</param>
/// <param name="operations">How its operations are tried.</param>
public sealed class ProbedService<TProgram>(
    ServiceApp<TProgram> app,
    string service,
    Rows rows,
    IReadOnlyList<Operation> operations
)
    where TProgram : class
{
    private const int Sample = 7;

    /// <summary>All of it. <paramref name="make"/> makes the objects, with places by lot.</summary>
    public async Task ProveAsync(Func<World, Task<List<Probed>>> make, long atLeast)
    {
        CheckThatAllAreKnown();
        var world = new World(seed: 20261123);
        var objects = await make(world);
        world.Populate(objects);
        await world.TellAsync(app);
        await rows.ReadAsync(app.ConnectionString, objects);
        var probing = new Probing(
            service,
            app.Clock.GetUtcNow(),
            world.Probers,
            objects,
            operations
        );

        var whole = await probing.RunAsync(app.Server);
        Say($"{service}: {whole}");
        Check(whole.Leaks.Count == 0, whole.ToString());
        Check(whole.Probes >= atLeast, whole.ToString());

        await using var unfiltered = Without();
        var database = await probing.RunAsync(unfiltered.Server, Sample);
        Say($"without the filter: {database}");
        Check(database.Leaks.Count == 0, $"Without the filter: {database}");

        await RemoveRowLevelSecurity();
        var application = await probing.RunAsync(app.Server, Sample);
        Say($"without row-level security: {application}");
        Check(application.Leaks.Count == 0, $"Without row-level security: {application}");

        var idle = await probing.ControlAsync(app.Server);
        Check(idle.Count == 0, $"Nobody was let in by {string.Join(", ", idle)}");

        var neither = await probing.RunAsync(unfiltered.Server, Sample, reads: true);
        Say($"without both: {neither.Probes} probes, {neither.Leaks.Count} wrong");
        var quiet = operations
            .Where(o => o.Reads && neither.Leaks.All(leak => leak.Operation != o.Id))
            .Select(o => o.Id);
        Check(
            !quiet.Except(operations.Where(o => o.Silent).Select(o => o.Id)).Any(),
            $"Without both, nothing was noticed in {string.Join(", ", quiet)}"
        );
    }

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException(otherwise);
    }

    private WebApplicationFactory<TProgram> Without() =>
        app.WithWebHostBuilder(builder =>
            builder.ConfigureTestServices(services =>
                services.AddSingleton(new ApplicationFilter(IsOn: false))
            )
        );

    private Task RemoveRowLevelSecurity() =>
        app.Execute(
            """
            do $do$ declare name text; begin
                for name in select relname from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace loop
                    execute format('alter table %I disable row level security', name);
                end loop;
            end $do$
            """
        );

    private void CheckThatAllAreKnown()
    {
        var unknown = OpenOperations
            .In(service)
            .Except(OpenOperations.Approved(service))
            .Except(operations.Select(o => o.Id))
            .ToList();
        Check(
            unknown.Count == 0,
            $"The probes do not know {string.Join(", ", unknown)} of {service}."
        );
    }
}

/// <summary>Operations of the OpenAPI files, and those of them that no probe tries, approved with a reason.</summary>
public static class OpenOperations
{
    /// <summary>All operations of a service.</summary>
    public static IReadOnlyList<string> In(string service)
    {
        using var document = JsonDocument.Parse(
            File.ReadAllText(
                Path.Combine(
                    Folder(),
                    "..",
                    "..",
                    "..",
                    "contracts",
                    "openapi",
                    $"{service}.v1.json"
                )
            )
        );
        return
        [
            .. document
                .RootElement.GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject())
                .Where(method => method.Value.TryGetProperty("operationId", out _))
                .Select(method => method.Value.GetProperty("operationId").GetString()!),
        ];
    }

    /// <summary>Those that stand in <c>Approved/open-operations.txt</c>.</summary>
    public static IReadOnlyList<string> Approved(string service) =>
        [
            .. File.ReadAllLines(Path.Combine(Folder(), "..", "Approved", "open-operations.txt"))
                .Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries))
                .Where(cells => cells is [var of, _, _] && of == service)
                .Select(cells => cells[1]),
        ];

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
