using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Identity.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Directory;

/// <summary>
/// Loads the directory from the seed file when the service starts in Development, and publishes what is new.
/// Loading twice changes nothing: an appointment's id is made from its line.
/// </summary>
internal sealed class LoadDirectory(
    IServiceScopeFactory scopes,
    BusinessClock clock,
    IHostEnvironment environment
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (ServiceDefaultsSetup.WritesDocuments || !environment.IsDevelopment())
            return;

        var lines = await File.ReadAllLinesAsync(
            Path.Combine(AppContext.BaseDirectory, "Seed", "appointments.csv"),
            stoppingToken
        );
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.UseWorkerLogin();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var outbox = scope.ServiceProvider.GetRequiredService<IOutbox>();
        // Instances that start at the same moment take turns; the second finds everything known.
        await using var turn = await db.Database.BeginTransactionAsync(stoppingToken);
        await DirectoryBook.Turn(db, stoppingToken);
        var known = await db
            .Appointments.Select(appointment => appointment.Id)
            .ToHashSetAsync(stoppingToken);

        foreach (
            var appointment in lines
                .Skip(1)
                .Select(Read)
                .Where(appointment => !known.Contains(appointment.Id))
        )
        {
            db.Add(appointment);
            // Identity does not listen to itself: it keeps its own reach here.
            db.Add(
                ReachRow.OfOfficer(
                    appointment.Id,
                    appointment.Subject,
                    appointment.Agency,
                    appointment.Role,
                    appointment.From,
                    appointment.To
                )
            );
            outbox.Publish(appointment.Announce(clock.GetUtcNow()));
        }

        await db.SaveChangesAsync(stoppingToken);
        await turn.CommitAsync(stoppingToken);
    }

    private static Appointment Read(string line)
    {
        var cells = line.Split(',');
        return Appointment.Of(
            new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(line)).AsSpan(0, 16)),
            cells[0],
            cells[1],
            Enum.Parse<OfficerRole>(cells[2], ignoreCase: true),
            DateOnly.Parse(cells[3], CultureInfo.InvariantCulture),
            cells[4].Length == 0 ? null : DateOnly.Parse(cells[4], CultureInfo.InvariantCulture)
        );
    }
}
