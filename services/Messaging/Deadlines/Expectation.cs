using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Messaging;

/// <summary>An answer that is awaited until a moment of system time.</summary>
internal sealed class ExpectationRow
{
    public long Id { get; private set; }
    public required string Kind { get; init; }
    public required string Key { get; init; }
    public DateTimeOffset ExpectedAt { get; init; }
    public DateTimeOffset DueAt { get; init; }
}

/// <summary>An answer that came. It is a row of its own, because it may come before the expectation is written.</summary>
internal sealed class ExpectationAnswer
{
    public long Id { get; private set; }
    public required string Kind { get; init; }
    public required string Key { get; init; }
    public DateTimeOffset MetAt { get; init; }
}

internal sealed class Expectations(MessagingDb db, TimeProvider clock) : IExpectations
{
    public void Expect(string kind, string key, TimeSpan within)
    {
        var now = clock.GetUtcNow();
        db.Context.Add(
            new ExpectationRow
            {
                Kind = kind,
                Key = key,
                ExpectedAt = now,
                DueAt = now + within,
            }
        );
    }

    public void Met(string kind, string key) =>
        db.Context.Add(
            new ExpectationAnswer
            {
                Kind = kind,
                Key = key,
                MetAt = clock.GetUtcNow(),
            }
        );
}

internal sealed class ExpectationRowMap : IEntityTypeConfiguration<ExpectationRow>
{
    public void Configure(EntityTypeBuilder<ExpectationRow> builder)
    {
        builder.ToTable("expectation", table => table.ExcludeFromMigrations());
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).HasColumnName("id").ValueGeneratedOnAdd();
        builder.Property(row => row.Kind).HasColumnName("kind");
        builder.Property(row => row.Key).HasColumnName("key");
        builder.Property(row => row.ExpectedAt).HasColumnName("expected_at");
        builder.Property(row => row.DueAt).HasColumnName("due_at");
    }
}

internal sealed class ExpectationAnswerMap : IEntityTypeConfiguration<ExpectationAnswer>
{
    public void Configure(EntityTypeBuilder<ExpectationAnswer> builder)
    {
        builder.ToTable("expectation_answer", table => table.ExcludeFromMigrations());
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).HasColumnName("id").ValueGeneratedOnAdd();
        builder.Property(row => row.Kind).HasColumnName("kind");
        builder.Property(row => row.Key).HasColumnName("key");
        builder.Property(row => row.MetAt).HasColumnName("met_at");
    }
}
