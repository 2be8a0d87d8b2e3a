using HoanKiem.Contracts;
using HoanKiem.Contracts.Identity.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Identity.Directory;

/// <summary>An officer holds a role in an agency for a time (bổ nhiệm, phân công). Names of officers stay in Identity; only subjects travel.</summary>
internal sealed class Appointment
{
    private Appointment() { }

    public Guid Id { get; private set; }

    /// <summary>Subject of the officer in every token.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>Slug of the agency.</summary>
    public string Agency { get; private set; } = "";

    public OfficerRole Role { get; private set; }

    /// <summary>First day, local.</summary>
    public DateOnly From { get; private set; }

    /// <summary>Last day, local; open when null.</summary>
    public DateOnly? To { get; private set; }

    public long Sequence { get; private set; }

    public int Version { get; private set; }

    public static Appointment Of(
        Guid id,
        string subject,
        string agency,
        OfficerRole role,
        DateOnly from,
        DateOnly? to
    ) =>
        new()
        {
            Id = id,
            Subject = subject,
            Agency = agency,
            Role = role,
            From = from,
            To = to,
            Version = 1,
        };

    /// <summary>The fact that the other services keep as reach.</summary>
    public OfficerAppointed Announce(DateTimeOffset now) =>
        new(Id, ++Sequence, now, Subject, Agency, Role, From, To);

    /// <summary>Ends on a day; an end that is already earlier stays.</summary>
    public AppointmentEnded? End(DateOnly to, DateTimeOffset now)
    {
        if (To is { } already && already <= to)
            return null;

        To = to;
        Version++;
        return new AppointmentEnded(Id, ++Sequence, now, to);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Appointment>
    {
        public void Configure(EntityTypeBuilder<Appointment> appointment)
        {
            appointment.ToTable("appointment");
            appointment.Property(a => a.Version).IsConcurrencyToken();
            appointment
                .HasIndex(a => new
                {
                    a.Subject,
                    a.Agency,
                    a.Role,
                    a.From,
                })
                .IsUnique();
        }
    }
}
