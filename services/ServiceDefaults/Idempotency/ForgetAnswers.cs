using HoanKiem.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoanKiem.ServiceDefaults.Idempotency;

/// <summary>Stored answers are kept for thirty days; a key may be used anew after that.</summary>
internal sealed class ForgetAnswers(
    [FromKeyedServices(DatabaseLogin.Worker)] NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<ForgetAnswers> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var command = database.CreateCommand(
                    "delete from idempotency where created_at < now() - interval '30 days'"
                );
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (NpgsqlException fault)
            {
                log.LogWarning("Stored answers wait for the database: {Reason}", fault.Message);
            }
        }
    }
}
