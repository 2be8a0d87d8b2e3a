using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Messaging;

/// <summary>A deadline that was set or, without a moment, taken away: the newest row of kind and key counts.</summary>
internal sealed class DeadlineRow
{
    public long Id { get; private set; }
    public required string Kind { get; init; }
    public required string Key { get; init; }
    public DateTimeOffset? DueAt { get; init; }
}

internal sealed class Deadlines(MessagingDb db) : IDeadlines
{
    public void Set(string kind, string key, DateTimeOffset dueAt) =>
        db.Context.Add(
            new DeadlineRow
            {
                Kind = kind,
                Key = key,
                DueAt = dueAt.ToUniversalTime(),
            }
        );

    public void Clear(string kind, string key) =>
        db.Context.Add(new DeadlineRow { Kind = kind, Key = key });
}

internal sealed class DeadlineRowMap : IEntityTypeConfiguration<DeadlineRow>
{
    public void Configure(EntityTypeBuilder<DeadlineRow> builder)
    {
        builder.ToTable("deadline", table => table.ExcludeFromMigrations());
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).HasColumnName("id").ValueGeneratedOnAdd();
        builder.Property(row => row.Kind).HasColumnName("kind");
        builder.Property(row => row.Key).HasColumnName("key");
        builder.Property(row => row.DueAt).HasColumnName("due_at");
    }
}
