using HoanKiem.Catalogue.Persistence;
using HoanKiem.ServiceDefaults.Database;

namespace HoanKiem.Catalogue.Imports;

/// <summary><c>dotnet HoanKiem.Catalogue.dll import FOLDER</c>: the same import from a folder. Exit code 1 when a row is bad.</summary>
internal static class ImportCommand
{
    /// <summary>The exit code, or null when the arguments say something else.</summary>
    public static async Task<int?> RunAsync(WebApplication app, string[] args)
    {
        if (args is not ["import", var folder, ..])
            return null;
        if (!Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync(
                $"Không có thư mục {folder} / There is no folder {folder}"
            );
            return 2;
        }

        var (run, report) = await FromFolder(app.Services, folder, CancellationToken.None);
        foreach (var problem in report.Problems)
            await Console.Error.WriteLineAsync(
                $"{problem.File}:{problem.Line}: {problem.Member}: {problem.Vi} / {problem.En}"
            );
        if (run is null)
            return 1;
        await Console.Out.WriteLineAsync(
            $"agencies {run.Agencies}, calendars {run.Calendars}, procedures {run.Procedures} changed"
        );
        return 0;
    }

    /// <summary>Imports a folder in a scope and a transaction of its own.</summary>
    public static async Task<(ImportRun? Run, ImportReport Report)> FromFolder(
        IServiceProvider services,
        string folder,
        CancellationToken ct
    )
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.UseWorkerLogin();
        var db = scope.ServiceProvider.GetRequiredService<CatalogueDb>();
        var report = new ImportReport();
        var files = await CatalogueFiles.OfFolder(folder, report, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var run = await scope
            .ServiceProvider.GetRequiredService<CatalogueImport>()
            .Apply(files, report, ct);
        if (run is not null)
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return (run, report);
    }
}
