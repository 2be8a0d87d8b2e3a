using System.Diagnostics;
using HoanKiem.Access;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace HoanKiem.Audit;

/// <summary>
/// What this request has to answer for: a parameter of every handler whose answer shows somebody's data, one line each:
/// <c>trail.ShowsPage(page)</c>. What is changed needs no line: every row that the handler saves is in the entry of that save.
/// </summary>
public sealed class AuditTrail
{
    private readonly Asking _asking;
    private readonly IHttpContextAccessor _http;
    private readonly BusinessClock _clock;
    private readonly TimeProvider _system;
    private readonly AuditSwitch _switch;

    internal AuditTrail(
        Asking asking,
        IHttpContextAccessor http,
        BusinessClock clock,
        TimeProvider system,
        AuditSwitch @switch
    ) => (_asking, _http, _clock, _system, _switch) = (asking, http, clock, system, @switch);

    /// <summary>The audit is on; off only where a benchmark measures what it costs.</summary>
    internal bool IsOn => _switch.IsOn;

    private ActOfRequest? Act =>
        _http.HttpContext is not { } context
        || context.GetEndpoint()?.Metadata.GetMetadata<Audited>() is not { } audited
            ? null
            : (ActOfRequest?)context.Items[typeof(ActOfRequest)]
                ?? (ActOfRequest)(
                    context.Items[typeof(ActOfRequest)] = new ActOfRequest(audited.Purpose)
                );

    /// <summary>The answer shows these rows. None is an answer too: somebody has looked for something.</summary>
    public void ShowsPage<T>(IEnumerable<T> rows)
        where T : class, IReachable<T>
    {
        if (Act is not { } act)
            return;
        act.IsDeclared = true;
        foreach (var row in rows)
            act.Take(row);
    }

    /// <summary>The answer shows this row.</summary>
    public void Shows<T>(T row)
        where T : class, IReachable<T> => ShowsPage<T>([row]);

    /// <summary>The answer shows something of this dossier.</summary>
    /// <param name="dossier">Its id.</param>
    /// <param name="owner">Subject of the citizen whose matter it is.</param>
    /// <param name="agency">The agency whose matter it is.</param>
    public void Shows(Guid dossier, string? owner, string? agency)
    {
        if (Act is not { } act)
            return;
        act.IsDeclared = true;
        act.Take(dossier, owner, agency);
    }

    /// <summary>Whoever acts is another system, which has signed what it sends.</summary>
    public void IsBy(string client)
    {
        if (Act is { } act)
            act.Client = client;
    }

    /// <summary>Before a save: its entry goes with it, in the same round trip.</summary>
    internal async ValueTask Add(DbContext db, CancellationToken ct)
    {
        if (!IsOn || Act is not { } act)
            return;
        act.IsSaving = true;
        TakeTracked(act, db);
        if (act.IsWritten && act.Count == act.Written)
            return;
        var entry = await EntryOf(act, db, wrote: true, ct);
        (act.IsWritten, act.Written, act.Pending) = (true, act.Count, entry);
        db.Add(entry);
    }

    /// <summary>After a handler that succeeded: what no save has written is written now, in the transaction of the access.</summary>
    internal async Task Close(DbContext db, bool readsOnly, CancellationToken ct)
    {
        if (Act is not { } act || act.IsSaved)
            return;
        if (readsOnly && !act.IsDeclared)
            throw new InvalidOperationException(
                $"{Operation} has answered and not said what it shows: call Shows(…) or ShowsPage(…) of its AuditTrail."
            );
        await Insert(db, await EntryOf(act, db, wrote: !act.IsDeclared, ct), ct);
    }

    /// <summary>The save is done.</summary>
    internal void Saved()
    {
        if (Act is { IsSaving: true } act)
            act.IsSaved = true;
    }

    /// <summary>The save has failed: another one gets an entry of its own.</summary>
    internal void Failed(DbContext db)
    {
        if (Act is not { } act)
            return;
        if (act.Pending is { } entry && db.Entry(entry).State == EntityState.Added)
            db.Entry(entry).State = EntityState.Detached;
        (act.IsWritten, act.IsSaving, act.Pending) = (false, false, null);
    }

    private string Operation =>
        _http
            .HttpContext?.GetEndpoint()
            ?.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.EndpointNameMetadata>()
            ?.EndpointName
        ?? _http.HttpContext?.Request.Method
        ?? "";

    private static void TakeTracked(ActOfRequest act, DbContext db)
    {
        // What is loaded to be changed is tracked, and what is changed is among it; changes are looked for once, by the save itself.
        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in db.ChangeTracker.Entries())
                act.Take(entry.Entity);
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    private async ValueTask<AuditEntry> EntryOf(
        ActOfRequest act,
        DbContext db,
        bool wrote,
        CancellationToken ct
    )
    {
        var now = Chain.Rounded(_system.GetUtcNow());
        var caller = act.Client is { } client
            ? new Caller(client, CallerKind.Client, 0)
            : _asking.Caller;
        var (agency, behalf, purpose) = caller.Kind switch
        {
            CallerKind.Officer => OfOfficer(
                await Reach.Of(caller, db, _clock.GetUtcNow(), ct),
                act
            ),
            CallerKind.Citizen => (
                act.Agency,
                act.OnlyOwner is { } owner && owner != caller.Subject ? owner : null,
                act.Purpose
            ),
            _ => (act.Agency, null, act.Purpose),
        };
        return new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Agency = agency ?? AuditEntry.NoAgency,
            // A code is a secret and a number says who somebody is: neither is kept.
            Subject = caller.Kind >= CallerKind.Holder ? "" : caller.Subject,
            Kind = caller.Kind.ToString().ToLowerInvariant(),
            BehalfOf = behalf,
            Operation = Operation,
            Purpose = purpose,
            Wrote = wrote,
            Objects = act.Objects,
            Owners = act.Owners,
            Trace = Activity.Current?.TraceId.ToHexString(),
        };
    }

    private static (string? Agency, string? Behalf, Purpose Purpose) OfOfficer(
        Reach reach,
        ActOfRequest act
    )
    {
        var own = reach.Agencies;
        if (reach.Inspections.Count > 0 && (act.Agency is null || !own.Contains(act.Agency)))
            return (
                own.Count > 0 ? own[0] : null,
                string.Join(' ', reach.Inspections.Order()),
                Purpose.Oversight
            );
        return (
            act.Agency is { } agency && own.Contains(agency) ? agency
            : own.Count > 0 ? own[0]
            : act.Agency,
            null,
            act.Purpose
        );
    }

    private static async Task Insert(DbContext db, AuditEntry entry, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = (NpgsqlCommand)db.Database.GetDbConnection().CreateCommand();
            command.Transaction =
                db.Database.CurrentTransaction?.GetDbTransaction() as NpgsqlTransaction;
            command.CommandText = """
                insert into audit_unsealed (id, at, agency, subject, kind, behalf_of, operation, purpose, wrote, objects, owners, trace)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """;
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = entry.Id });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = entry.At });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entry.Agency });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entry.Subject });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entry.Kind });
            command.Parameters.Add(Text(entry.BehalfOf));
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entry.Operation });
            command.Parameters.Add(
                new NpgsqlParameter<string> { TypedValue = entry.Purpose.ToString() }
            );
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = entry.Wrote });
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = entry.Objects });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = entry.Owners });
            command.Parameters.Add(Text(entry.Trace));
            await command.ExecuteNonQueryAsync(ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static NpgsqlParameter Text(string? text) =>
        new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}

/// <summary>Whether the audit is on. Only a benchmark's host has another one.</summary>
internal sealed record AuditSwitch(bool IsOn);

/// <summary>What is known of a request's act so far; of the request and not of a scope, for a request may work in two.</summary>
internal sealed class ActOfRequest(Purpose purpose)
{
    private readonly HashSet<Guid> _objects = [];
    private readonly HashSet<string> _owners = new(StringComparer.Ordinal);

    public Purpose Purpose { get; } = purpose;

    /// <summary>The handler has said what it shows.</summary>
    public bool IsDeclared { get; set; }

    /// <summary>An entry is among what is being saved.</summary>
    public bool IsSaving { get; set; }

    /// <summary>An entry was given to a save.</summary>
    public bool IsWritten { get; set; }

    /// <summary>A save with its entry is done.</summary>
    public bool IsSaved { get; set; }

    /// <summary>Of how many objects an entry was given to a save.</summary>
    public int Written { get; set; }

    /// <summary>The entry that was given to the last save.</summary>
    public AuditEntry? Pending { get; set; }

    /// <summary>The other system that acts.</summary>
    public string? Client { get; set; }

    public string? Agency { get; private set; }

    public int Count => _objects.Count;

    public Guid[] Objects => [.. _objects];

    public string[] Owners => [.. _owners];

    public string? OnlyOwner => _owners.Count == 1 ? _owners.First() : null;

    public void Take(object row)
    {
        if (Shape.Of(row.GetType()) is { } shape && shape.Id(row) is { } id)
            Take(id, shape.Owner(row), shape.Agency(row));
    }

    public void Take(Guid id, string? owner, string? agency)
    {
        _objects.Add(id);
        if (owner is not null)
            _owners.Add(owner);
        if (agency is { Length: > 0 })
            Agency ??= agency;
    }
}
