using HoanKiem.Access;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.SampleService.Things;

/// <summary>How a thing is.</summary>
public enum ThingState
{
    /// <summary>It can be changed.</summary>
    StillOpen,

    /// <summary>It cannot.</summary>
    Closed,
}

/// <summary>Something a citizen owns.</summary>
internal sealed class Thing : IReachable<Thing>, IEntityTypeConfiguration<Thing>
{
    public static Ways<Thing> Ways { get; } =
        new Ways<Thing>()
            .Own(thing => thing.OwnerSubject)
            .Counter(thing => thing.ReceivingAgency)
            .Desk(thing => thing.HandlingAgencies)
            .Inspection(thing => thing.Id);

    private static readonly ProblemType Closed = new("thing-closed", 422, "Đã đóng", "Closed");

    public Guid Id { get; private set; }

    public string Title { get; private set; } = "";

    public ThingState State { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    public string? OwnerSubject { get; private set; }

    public string ReceivingAgency { get; private set; } = "";

    public string[] HandlingAgencies { get; private set; } = [];

    public int Version { get; private set; } = 1;

    public static Thing Open(
        string title,
        string owner,
        string agency,
        Guid id,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Title = title,
            OwnerSubject = owner,
            ReceivingAgency = agency,
            OpenedAt = now,
        };

    public Refusal? Rename(string title)
    {
        if (title == "closed")
            return Closed
                .Because("Không đổi tên được nữa.", "It cannot be renamed any more.")
                .At("title");
        Title = title;
        Version++;
        return null;
    }

    public void Configure(EntityTypeBuilder<Thing> builder)
    {
        builder.ToTable("thing");
        builder.Property(thing => thing.Id).ValueGeneratedNever();
        builder.Property(thing => thing.Version).IsConcurrencyToken();
    }
}
