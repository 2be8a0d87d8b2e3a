using System.Text.RegularExpressions;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoanKiem.Access;

/// <summary>
/// After a change of the master key: wraps every data key anew, in the tables of this service and in what it has said, while requests go on.
/// What is sealed stays as it is. When it says that nothing is left, the older keys can be taken away.
/// </summary>
public sealed class Rewrapping(
    IServiceScopeFactory scopes,
    [FromKeyedServices(DatabaseLogin.Worker)] NpgsqlDataSource database,
    Sealing sealing,
    TimeProvider clock,
    ILogger<Rewrapping> log
) : BackgroundService
{
    private const int AtOnce = 200;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var done = await RunAsync(stoppingToken);
                log.LogInformation(
                    "{Count} data keys were wrapped anew; nothing is under an older key any more",
                    done
                );
                return;
            }
            catch (Exception fault) when (Outage.Is(fault))
            {
                log.LogWarning("Data keys wait for the database: {Reason}", fault.Message);
                await Task.Delay(AskAgain, clock, stoppingToken);
            }
        }
    }

    /// <summary>Wraps what is there; how many texts it were. Several at once do the same work and no harm.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var model = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<DbContext>().Model;
        var done = 0;
        foreach (var type in model.GetEntityTypes())
        foreach (var column in SealedColumns.Of(type))
            done += await Column(column, ct);
        return model.FindEntityType(typeof(LoggedEvent)) is null ? done : done + await Said(ct);
    }

    private async Task<int> Column(SealedColumn column, CancellationToken ct)
    {
        var done = 0;
        var after = "";
        while (true)
        {
            var rows = await Read(
                $"""
                select {column.Key}::text, {column.Dossier}, {column.Name} from {column.Table}
                where {column.Name} <> '' and {column.Name} <> '{Sealing.Erased}' and {column.Key}::text > $1
                order by {column.Key}::text limit {AtOnce}
                """,
                after,
                ct
            );
            foreach (var (key, dossier, text) in rows)
                if (sealing.Rewrap(dossier, text) is var anew && anew != text)
                    // Only what still says what was read: whoever destroys a key meanwhile is right.
                    done += await Execute(
                        $"update {column.Table} set {column.Name} = $3 where {column.Key}::text = $1 and {column.Name} = $2",
                        [key, text, anew],
                        ct
                    );
            if (rows.Count < AtOnce)
                return done;
            after = rows[^1].Key;
        }
    }

    private async Task<int> Said(CancellationToken ct)
    {
        var done = 0;
        var after = Guid.Empty.ToString();
        while (true)
        {
            var rows = await Read(
                $"""
                select event_id::text, correlation, body from event_log
                where event_id > $1::uuid and correlation is not null and body ~ '"v[12][.]'
                order by event_id limit {AtOnce}
                """,
                after,
                ct
            );
            foreach (var (id, dossier, body) in rows)
            foreach (var text in SealedTexts.In(body))
                if (sealing.Rewrap(dossier, text) is var anew && anew != text)
                {
                    await Execute(
                        "select messaging_reseal($1::uuid, $2, $3)",
                        [id, text, anew],
                        ct
                    );
                    done++;
                }
            if (rows.Count < AtOnce)
                return done;
            after = rows[^1].Key;
        }
    }

    private async Task<List<(string Key, Guid Dossier, string Text)>> Read(
        string sql,
        string after,
        CancellationToken ct
    )
    {
#pragma warning disable CA2100 // the names are the model's own
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter { Value = after });
        var rows = new List<(string, Guid, string)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add((reader.GetString(0), reader.GetGuid(1), reader.GetString(2)));
        return rows;
    }

    private async Task<int> Execute(string sql, string[] values, CancellationToken ct)
    {
#pragma warning disable CA2100 // the names are the model's own
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return Math.Max(0, await command.ExecuteNonQueryAsync(ct));
    }
}

/// <summary>A column with sealed texts or wrapped keys, quoted for SQL.</summary>
internal sealed record SealedColumn(string Table, string Name, string Key, string Dossier);

/// <summary>Which columns those are: of type text, and called so.</summary>
internal static class SealedColumns
{
    public static IEnumerable<SealedColumn> Of(IEntityType type)
    {
        if (
            type.GetTableName() is not { } table
            || type.FindPrimaryKey() is not { Properties: [var key] }
            || (type.FindProperty("DossierId") ?? type.FindProperty("Id")) is not { } dossier
            || dossier.ClrType != typeof(Guid)
        )
            yield break;
        string Column(IProperty property) => $"\"{property.GetColumnName()}\"";
        foreach (var property in type.GetProperties())
            if (
                property.ClrType == typeof(string)
                && (
                    property.Name == "DataKey"
                    || property.Name.StartsWith("Sealed", StringComparison.Ordinal)
                )
            )
                yield return new SealedColumn(
                    $"\"{table}\"",
                    Column(property),
                    Column(key),
                    Column(dossier)
                );
    }
}

/// <summary>Finds sealed texts in the body of an event.</summary>
public static partial class SealedTexts
{
    /// <summary>All of them.</summary>
    public static IEnumerable<string> In(string body) =>
        Text().Matches(body).Select(match => match.Groups[1].Value);

    [GeneratedRegex("\"(v[12]\\.[A-Za-z0-9_~-]+\\.[A-Za-z0-9_-]+)\"")]
    private static partial Regex Text();
}
