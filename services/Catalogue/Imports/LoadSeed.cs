using HoanKiem.ServiceDefaults;

namespace HoanKiem.Catalogue.Imports;

/// <summary>
/// In Development the project's own files are imported before the service answers, by the code that an office would use:
/// healthy means loaded. Elsewhere an operator runs the import. <c>Catalogue:LoadSeed=false</c> leaves the catalogue as it is.
/// </summary>
internal sealed partial class LoadSeed(
    IServiceProvider services,
    IHostEnvironment environment,
    IConfiguration configuration,
    ILogger<LoadSeed> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (
            ServiceDefaultsSetup.WritesDocuments
            || !environment.IsDevelopment()
            || !configuration.GetValue("Catalogue:LoadSeed", true)
        )
            return;

        var (run, report) = await ImportCommand.FromFolder(
            services,
            Path.Combine(AppContext.BaseDirectory, "Seed"),
            cancellationToken
        );
        if (run is null)
            LogRefused(
                log,
                report.Problems[0].File,
                report.Problems[0].Line,
                report.Problems[0].En
            );
        else
            LogLoaded(log, run.Agencies, run.Calendars, run.Procedures);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Seed imported: {Agencies} agencies, {Calendars} calendars, {Procedures} procedure versions changed"
    )]
    private static partial void LogLoaded(ILogger log, int agencies, int calendars, int procedures);

    [LoggerMessage(Level = LogLevel.Error, Message = "Seed refused: {File} line {Line}: {Reason}")]
    private static partial void LogRefused(ILogger log, string file, int line, string reason);
}
