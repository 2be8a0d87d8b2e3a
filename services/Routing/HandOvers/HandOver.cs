using HoanKiem.Access;
using HoanKiem.Routing.Cases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Routing.HandOvers;

/// <summary>
/// Papers go from one agency to the next (chuyển hồ sơ, phiếu kiểm soát: two signatures): the same working day, or first thing
/// on the next when received after 15:00 (Nghị định 61/2018, Điều 18 khoản 2–3, Điều 19 khoản 6–7).
/// </summary>
internal sealed class HandOver : IReachable<HandOver>
{
    /// <inheritdoc />
    public static Ways<HandOver> Ways { get; } =
        new Ways<HandOver>().PartOf<Case>(handOver => handOver.CaseId);

    private HandOver() { }

    public Guid Id { get; private set; }
    public Guid CaseId { get; private set; }
    public Guid DossierId { get; private set; }
    public string FromAgency { get; private set; } = "";
    public string ToAgency { get; private set; } = "";
    public string ReceivingAgency { get; private set; } = "";

    /// <summary>Both sides.</summary>
    public string[] HandlingAgencies { get; private set; } = [];
    public string? OwnerSubject { get; private set; }
    public DateTimeOffset? DueAt { get; private set; }
    public DateTimeOffset? GivenAt { get; private set; }
    public string? GivenBy { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }
    public string? AcknowledgedBy { get; private set; }
    public int Version { get; private set; } = 1;

    public bool IsOpen => AcknowledgedAt is null;

    internal static HandOver Plan(
        Case of,
        Guid id,
        string from,
        string to,
        DateTimeOffset? dueAt
    ) =>
        new()
        {
            Id = id,
            CaseId = of.Id,
            DossierId = of.DossierId,
            ReceivingAgency = of.ReceivingAgency,
            OwnerSubject = of.OwnerSubject,
            FromAgency = from,
            ToAgency = to,
            HandlingAgencies = [from, to],
            DueAt = dueAt,
        };

    internal void Give(string by, DateTimeOffset at)
    {
        (GivenAt, GivenBy) = (at, by);
        Version++;
    }

    internal void Acknowledge(string by, DateTimeOffset at)
    {
        GivenAt ??= at;
        (AcknowledgedAt, AcknowledgedBy) = (at, by);
        Version++;
    }

    internal void Redirect(string predecessor, string successor)
    {
        FromAgency = FromAgency == predecessor ? successor : FromAgency;
        ToAgency = ToAgency == predecessor ? successor : ToAgency;
        HandlingAgencies = [.. HandlingAgencies.Append(successor).Distinct()];
        Version++;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<HandOver>
    {
        public void Configure(EntityTypeBuilder<HandOver> handOver)
        {
            handOver.ToTable("hand_over");
            handOver.Property(h => h.Id).ValueGeneratedNever();
            handOver.Property(h => h.Version).IsConcurrencyToken();
            handOver.HasIndex(h => h.CaseId);
            handOver
                .HasIndex(h => h.Id)
                .HasFilter("acknowledged_at is null")
                .HasDatabaseName("ix_hand_over_open");
            handOver.HasIndex(h => h.HandlingAgencies).HasMethod("gin");
        }
    }
}
