using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Messaging;

/// <summary>An event as it was said: the row of <c>event_log</c>, written in the commit of its effect and never changed.</summary>
public sealed class LoggedEvent
{
    /// <summary>Identity of the message, a UUIDv7 of system time.</summary>
    public Guid EventId { get; internal init; }

    /// <summary>Namespace and name: <c>HoanKiem.Contracts.Dossiers.V1:DossierAccepted</c>.</summary>
    public required string Type { get; init; }

    /// <summary>A Guid, or what a text identifies and the text: <c>procedure/2.000815</c>.</summary>
    public required string AggregateId { get; init; }

    /// <summary>Place in the aggregate's life, dense from 1.</summary>
    public long Sequence { get; internal init; }

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset OccurredAt { get; internal init; }

    /// <summary>System time, UTC.</summary>
    public DateTimeOffset RecordedAt { get; internal init; }

    /// <summary>The record as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>The act that this belongs to (W3C trace context).</summary>
    public string? TraceParent { get; internal init; }

    /// <summary>The dossier, where the event has one, else the aggregate, where its id is a Guid.</summary>
    public Guid? Correlation { get; internal init; }

    /// <summary>Whether it is a <typeparamref name="TEvent"/>.</summary>
    public bool Is<TEvent>()
        where TEvent : class => Type == EventShape.Of(typeof(TEvent)).Name;

    /// <summary>The record itself.</summary>
    public TEvent As<TEvent>()
        where TEvent : class => JsonSerializer.Deserialize<TEvent>(Body, MessageJson.Options)!;
}

/// <summary>Reads what a service has said; for tests and operators.</summary>
public static class EventLog
{
    /// <summary>The events of an aggregate (all when null) in the order of its life; of all, in the order in which they were recorded.</summary>
    /// <param name="db">The service's DbContext.</param>
    /// <param name="aggregateId">A Guid as text, or for instance <c>procedure/2.000815</c>.</param>
    /// <param name="ct">Cancels the query.</param>
    public static Task<List<LoggedEvent>> ReadAsync(
        DbContext db,
        string? aggregateId = null,
        CancellationToken ct = default
    ) =>
        db.Set<LoggedEvent>()
            .AsNoTracking()
            .Where(e => aggregateId == null || e.AggregateId == aggregateId)
            .OrderBy(e => e.RecordedAt)
            .ThenBy(e => e.AggregateId)
            .ThenBy(e => e.Sequence)
            .ToListAsync(ct);

    /// <inheritdoc cref="ReadAsync(DbContext, string?, CancellationToken)" />
    public static Task<List<LoggedEvent>> ReadAsync(
        DbContext db,
        Guid aggregateId,
        CancellationToken ct = default
    ) => ReadAsync(db, aggregateId.ToString("D"), ct);
}

/// <summary>The id of an event that the broker has not confirmed yet.</summary>
internal sealed class OutboxRow
{
    public long Id { get; private set; }
    public Guid EventId { get; init; }
}

internal sealed class LoggedEventMap : IEntityTypeConfiguration<LoggedEvent>
{
    public void Configure(EntityTypeBuilder<LoggedEvent> builder)
    {
        builder.ToTable("event_log", table => table.ExcludeFromMigrations());
        builder.HasKey(e => e.EventId);
        builder.Property(e => e.EventId).HasColumnName("event_id").ValueGeneratedNever();
        builder.Property(e => e.Type).HasColumnName("type");
        builder.Property(e => e.AggregateId).HasColumnName("aggregate_id");
        builder.Property(e => e.Sequence).HasColumnName("sequence");
        builder.Property(e => e.OccurredAt).HasColumnName("occurred_at");
        builder.Property(e => e.RecordedAt).HasColumnName("recorded_at");
        builder.Property(e => e.Body).HasColumnName("body");
        builder.Property(e => e.TraceParent).HasColumnName("trace_parent");
        builder.Property(e => e.Correlation).HasColumnName("correlation");
    }
}

internal sealed class OutboxRowMap : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> builder)
    {
        builder.ToTable("outbox", table => table.ExcludeFromMigrations());
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).HasColumnName("id").ValueGeneratedOnAdd();
        builder.Property(row => row.EventId).HasColumnName("event_id");
    }
}
