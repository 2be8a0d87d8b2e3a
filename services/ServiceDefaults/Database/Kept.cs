using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.ServiceDefaults.Database;

/// <summary>
/// What a service makes of tables that rarely change, kept in memory: it is read when first asked for and again when the tables have
/// changed, whoever changed them. Whether they have is a question to the database, asked once a second at most and only when somebody wants
/// to know; for a while after this process has announced a change it is asked every time, so that what was committed here is seen at once.
/// Whoever is changing the tables reads them from the database.
/// </summary>
/// <typeparam name="TCopy">The copy: immutable, for everybody has the same one.</typeparam>
public sealed class Kept<TCopy> : IDisposable
    where TCopy : class
{
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(1);

    // Longer than a change takes from its announcement to its commit; after that the second holds for it as for everyone's.
    private static readonly TimeSpan Announced = TimeSpan.FromSeconds(5);

    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly Func<IServiceProvider, DbContext> _open;
    private readonly Func<DbContext, CancellationToken, Task<TCopy>> _read;
    private readonly Type[] _entities;
    private readonly SemaphoreSlim _one = new(1);
    private readonly ConditionalWeakTable<DbConnection, object> _changing = [];
    private string? _stampSql;
    private Held? _held;
    private long _askUntil = long.MinValue;

    internal Kept(
        IServiceScopeFactory scopes,
        TimeProvider time,
        Func<IServiceProvider, DbContext> open,
        Func<DbContext, CancellationToken, Task<TCopy>> read,
        Type[] entities
    ) => (_scopes, _time, _open, _read, _entities) = (scopes, time, open, read, entities);

    private sealed record Held(TCopy Copy, string Stamp, long AskedAt);

    /// <summary>The copy as it was less than a second ago; for whoever is changing the tables, as they are now.</summary>
    /// <param name="db">The caller's DbContext.</param>
    /// <param name="ct">Cancels.</param>
    public ValueTask<TCopy> Look(DbContext db, CancellationToken ct)
    {
        if (IsChanging(db))
            return new(ReadChanging(db, ct));
        return Volatile.Read(ref _held) is { } held && IsTrusted(held)
            ? new(held.Copy)
            : new(Ask(evenIfTrusted: false, ct));
    }

    /// <summary>Finds something in the copy. What is missing may have come this moment: absence is never answered from memory.</summary>
    /// <param name="db">The caller's DbContext.</param>
    /// <param name="find">Looks for it; null when it is not there.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<TFound?> Find<TFound>(
        DbContext db,
        Func<TCopy, TFound?> find,
        CancellationToken ct
    )
        where TFound : class
    {
        var copy = await Look(db, ct);
        if (find(copy) is { } found)
            return found;
        if (IsChanging(db))
            return null;
        var now = await Ask(evenIfTrusted: true, ct);
        return ReferenceEquals(now, copy) ? null : find(now);
    }

    /// <summary>
    /// Announces that the caller is going to change the tables: until it is done it reads what it has written, and everybody else in this
    /// process sees the change as soon as it is committed.
    /// </summary>
    /// <param name="db">The DbContext through which it does, within a transaction.</param>
    public void Changing(DbContext db)
    {
        _changing.TryAdd(db.Database.GetDbConnection(), this);
        Volatile.Write(
            ref _askUntil,
            _time.GetTimestamp() + (long)(Announced.TotalSeconds * _time.TimestampFrequency)
        );
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private bool IsChanging(DbContext db) =>
        _changing.TryGetValue(db.Database.GetDbConnection(), out _);

    private bool IsTrusted(Held held)
    {
        var now = _time.GetTimestamp();
        return now >= Volatile.Read(ref _askUntil)
            && _time.GetElapsedTime(held.AskedAt, now) < Trusted;
    }

    // Within the transaction: what this scope has not saved yet counts too.
    private async Task<TCopy> ReadChanging(DbContext db, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        return await _read(db, ct);
    }

    private async Task<TCopy> Ask(bool evenIfTrusted, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var held = _held;
            if (held is not null && !evenIfTrusted && IsTrusted(held))
                return held.Copy;
            var askedAt = _time.GetTimestamp();
            await using var scope = _scopes.CreateAsyncScope();
            var services = scope.ServiceProvider.UseWorkerLogin();
            if (held is not null && await Stamp(services, ct) == held.Stamp)
            {
                Volatile.Write(ref _held, held with { AskedAt = askedAt });
                return held.Copy;
            }

            held = await Read(services, askedAt, ct);
            Volatile.Write(ref _held, held);
            return held.Copy;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<string> Stamp(IServiceProvider services, CancellationToken ct)
    {
#pragma warning disable CA2100 // the names are the model's own
        await using var command = services
            .GetRequiredKeyedService<NpgsqlDataSource>(DatabaseLogin.Worker)
            .CreateCommand(_stampSql!);
#pragma warning restore CA2100
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    // Stamp and rows of one snapshot, on a connection of our own: nothing that is not committed comes into the copy.
    private async Task<Held> Read(IServiceProvider services, long askedAt, CancellationToken ct)
    {
        var db = _open(services);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        _stampSql ??= StampSql(db.Model);
        await using var snapshot = await db.Database.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            ct
        );
        var stamp = await db.Database.SqlQueryRaw<string>(_stampSql).ToListAsync(ct);
        return new Held(await _read(db, ct), stamp[0], askedAt);
    }

    /// <summary>
    /// One text for what is in the tables: each version of a row has the number of the transaction that wrote it, so every change is in the
    /// sum, in whatever order changes are committed, and no writer has to take part in it.
    /// </summary>
    private string StampSql(IModel model) =>
        $"""
            select concat_ws(' ', {string.Join(
                ", ",
                _entities.Select(entity =>
                    $"(select coalesce(sum(hashtextextended(xmin::text, 0)), 0) from \"{model.FindEntityType(entity)!.GetTableName()}\")"
                )
            )}) as "Value"
            """;
}

/// <summary>Keeps what rarely changes in memory.</summary>
public static class KeptSetup
{
    /// <summary>Registers <see cref="Kept{TCopy}"/> for what is read from the tables of <paramref name="entities"/>.</summary>
    /// <param name="services">The service's.</param>
    /// <param name="read">Reads the copy, without tracking; for whoever is changing the tables within their transaction.</param>
    /// <param name="entities">Entities whose tables are read.</param>
    public static IServiceCollection AddKept<TDb, TCopy>(
        this IServiceCollection services,
        Func<TDb, CancellationToken, Task<TCopy>> read,
        params Type[] entities
    )
        where TDb : DbContext
        where TCopy : class =>
        services.AddSingleton(provider => new Kept<TCopy>(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            scope => scope.GetRequiredService<TDb>(),
            (db, ct) => read((TDb)db, ct),
            entities
        ));
}
