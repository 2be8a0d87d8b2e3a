using HoanKiem.Access;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Routing.OpenItems;

/// <summary>Kinds of open items, stable codes.</summary>
internal static class OpenItemKind
{
    /// <summary>Nobody knows who must act on a step.</summary>
    public const string ChooseActor = "choose-actor";

    /// <summary>An agency ended and more than one, or none, takes over its open work.</summary>
    public const string ChooseSuccessor = "choose-successor";

    /// <summary>The published route cannot be followed.</summary>
    public const string RouteFaulty = "route-faulty";

    /// <summary>The papers were not handed over in time (Nghị định 61/2018, Điều 18).</summary>
    public const string HandOverLate = "hand-over-late";

    /// <summary>Another agency did not answer in time: tell the one-stop office (Điều 19 khoản 5 b).</summary>
    public const string OpinionLate = "opinion-late";

    /// <summary>The other system cannot be reached or does not know the request.</summary>
    public const string ExternalSilent = "external-silent";

    /// <summary>The other system said something that only a person can act on.</summary>
    public const string ExternalQuestion = "external-question";
}

/// <summary>Something that no rule decides: it waits in the lists of the agencies concerned until a person closes it.</summary>
internal sealed class OpenItem : IReachable<OpenItem>
{
    /// <inheritdoc />
    public static Ways<OpenItem> Ways { get; } =
        new Ways<OpenItem>().PartOf<Cases.Case>(item => item.CaseId);

    private OpenItem() { }

    public Guid Id { get; private set; }
    public string Kind { get; private set; } = "";

    /// <summary>Id of what it is about; with the kind it is open at most once.</summary>
    public string Subject { get; private set; } = "";
    public Guid? CaseId { get; private set; }
    public Guid? DossierId { get; private set; }
    public Guid? StepId { get; private set; }

    /// <summary>In whose lists it is.</summary>
    public string[] HandlingAgencies { get; private set; } = [];
    public string ReceivingAgency { get; private set; } = "";
    public string? OwnerSubject { get; private set; }

    /// <summary>Agencies to choose from; any when there are none.</summary>
    public List<string> Options { get; private set; } = [];

    /// <summary>What exactly, as a code.</summary>
    public string Detail { get; private set; } = "";
    public DateTimeOffset OpenedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public string? ClosedBy { get; private set; }
    public string? Resolution { get; private set; }
    public int Version { get; private set; } = 1;

    public bool IsChoice => Kind is OpenItemKind.ChooseActor or OpenItemKind.ChooseSuccessor;

    /// <summary>An item about a case or one of its steps.</summary>
    public static OpenItem Of(
        Cases.Case about,
        string kind,
        Guid subject,
        Guid? stepId,
        IEnumerable<string> agencies,
        IEnumerable<string> options,
        string detail,
        DateTimeOffset at
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            Kind = kind,
            Subject = subject.ToString("N"),
            CaseId = about.Id,
            DossierId = about.DossierId,
            StepId = stepId,
            ReceivingAgency = about.ReceivingAgency,
            HandlingAgencies = [.. agencies.Distinct()],
            Options = [.. options],
            Detail = detail,
            OpenedAt = at,
        };

    /// <summary>Closes it; once.</summary>
    public Refusal? Close(string by, string resolution, DateTimeOffset at)
    {
        if (ClosedAt is not null)
            return Refusals.ItemClosed();
        (ClosedAt, ClosedBy, Resolution) = (at, by, resolution);
        Version++;
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<OpenItem>
    {
        public void Configure(EntityTypeBuilder<OpenItem> item)
        {
            item.ToTable("open_item");
            item.Property(i => i.Id).ValueGeneratedNever();
            item.Property(i => i.Kind).HasMaxLength(32);
            item.Property(i => i.Subject).HasMaxLength(64);
            item.Property(i => i.Detail).HasMaxLength(64);
            item.Property(i => i.Resolution).HasMaxLength(64);
            item.Property(i => i.Version).IsConcurrencyToken();
            item.HasIndex(i => new { i.Kind, i.Subject }).IsUnique().HasFilter("closed_at is null");
            item.HasIndex(i => new { i.OpenedAt, i.Id })
                .HasFilter("closed_at is null")
                .HasDatabaseName("ix_open_item_open");
            item.HasIndex(i => i.HandlingAgencies).HasMethod("gin");
        }
    }
}
