using HoanKiem.Contracts.Feedback.V1;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Messaging.Tests;

/// <summary>The database of a service in these tests: messaging's tables and one of its own.</summary>
internal sealed class TestDb(DbContextOptions<TestDb> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    public DbSet<KeptPetition> Petitions => Set<KeptPetition>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddMessaging();
        modelBuilder.Entity<Note>(note =>
        {
            note.ToTable("note");
            note.Property(n => n.Id).HasColumnName("id");
            note.Property(n => n.Subject).HasColumnName("subject");
            note.Property(n => n.Sequence).HasColumnName("sequence");
            note.Property(n => n.By).HasColumnName("by");
        });
        modelBuilder.Entity<KeptPetition>(kept =>
        {
            kept.ToTable("kept_petition");
            kept.Property(k => k.Id).HasColumnName("id").ValueGeneratedNever();
            kept.Property(k => k.Agency).HasColumnName("agency");
            kept.Property(k => k.Stage).HasColumnName("stage");
            kept.Property(k => k.DueAt).HasColumnName("due_at");
        });
    }
}

/// <summary>What a handler wrote down: its effect.</summary>
internal sealed class Note
{
    public const string Table =
        "create table note (id bigint generated always as identity primary key, subject text not null, sequence bigint not null, by text not null)";

    public long Id { get; private set; }
    public required string Subject { get; init; }
    public long Sequence { get; init; }
    public required string By { get; init; }
}

/// <summary>Trouble that a test makes in handlers.</summary>
internal sealed class Trouble
{
    /// <summary>Thrown by the handler that needs order after it has added its effect; none when it answers null.</summary>
    public Func<string, long, Exception?> Throw { get; set; } = (_, _) => null;

    public void Strike(string subject, long sequence)
    {
        if (Throw(subject, sequence) is { } exception)
            throw exception;
    }

    /// <summary>The same for the handler that only wants the newest.</summary>
    public Func<string, long, Exception?> ThrowNewest { get; set; } = (_, _) => null;

    public void StrikeNewest(string subject, long sequence)
    {
        if (ThrowNewest(subject, sequence) is { } exception)
            throw exception;
    }
}

internal sealed class WriteDownInOrder(TestDb db, Trouble trouble)
    : IHandle<PetitionAccepted>,
        IHandle<PetitionResolved>
{
    public Task Handle(PetitionAccepted @event, CancellationToken ct) =>
        Write(@event.PetitionId, @event.Sequence);

    public Task Handle(PetitionResolved @event, CancellationToken ct) =>
        Write(@event.PetitionId, @event.Sequence);

    private Task Write(Guid petition, long sequence)
    {
        db.Add(
            new Note
            {
                Subject = petition.ToString(),
                Sequence = sequence,
                By = "ordered",
            }
        );
        trouble.Strike(petition.ToString(), sequence);
        return Task.CompletedTask;
    }
}

internal sealed class WriteDownNewest(TestDb db, Trouble trouble) : IHandle<PetitionResolved>
{
    public Task Handle(PetitionResolved @event, CancellationToken ct)
    {
        db.Add(
            new Note
            {
                Subject = @event.PetitionId.ToString(),
                Sequence = @event.Sequence,
                By = "latest",
            }
        );
        trouble.StrikeNewest(@event.PetitionId.ToString(), @event.Sequence);
        return Task.CompletedTask;
    }
}

internal sealed class WriteDownEach(TestDb db) : IHandle<PetitionResolved>
{
    public Task Handle(PetitionResolved @event, CancellationToken ct)
    {
        db.Add(
            new Note
            {
                Subject = @event.PetitionId.ToString(),
                Sequence = @event.Sequence,
                By = "independent",
            }
        );
        return Task.CompletedTask;
    }
}
