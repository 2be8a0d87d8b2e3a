using HoanKiem.Access;
using HoanKiem.Dossiers.Dossiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Waits;

/// <summary>A request for more papers (Phiếu yêu cầu bổ sung, Mẫu 02) and what came of it.</summary>
internal sealed class Supplement : IReachable<Supplement>
{
    /// <inheritdoc />
    public static Ways<Supplement> Ways { get; } =
        new Ways<Supplement>().PartOf<Dossier>(supplement => supplement.DossierId);

    /// <summary>Identity.</summary>
    public Guid Id { get; private init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private init; }

    /// <summary>Asked at reception.</summary>
    public bool BeforeAcceptance { get; private init; }

    /// <summary>Agency that needs them.</summary>
    public string AskedBy { get; private init; } = "";

    /// <summary>Case whose step needs them.</summary>
    public Guid? CaseId { get; private init; }

    /// <summary>Step that needs them.</summary>
    public Guid? StepId { get; private init; }

    /// <summary>What is missing.</summary>
    public string[] PaperCodes { get; private init; } = [];

    /// <summary>Why, as a code.</summary>
    public string ReasonCode { get; private init; } = "";

    /// <summary>Guidance for the citizen, Vietnamese.</summary>
    public string? Guidance { get; private init; }

    /// <summary>When, business time, UTC.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>Last moment for the citizen, UTC.</summary>
    public DateTimeOffset? Until { get; private init; }

    /// <summary>When everything had come, UTC.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    public static Supplement Ask(
        Guid dossierId,
        bool beforeAcceptance,
        string askedBy,
        Guid? caseId,
        Guid? stepId,
        IEnumerable<string> paperCodes,
        string reasonCode,
        string? guidance,
        DateTimeOffset at,
        DateTimeOffset? until
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            DossierId = dossierId,
            BeforeAcceptance = beforeAcceptance,
            AskedBy = askedBy,
            CaseId = caseId,
            StepId = stepId,
            PaperCodes = [.. paperCodes],
            ReasonCode = reasonCode,
            Guidance = guidance,
            RequestedAt = at,
            Until = until,
        };

    /// <summary>Nothing is missing any more.</summary>
    public void Complete(DateTimeOffset at) => CompletedAt ??= at;
}

internal sealed class SupplementMap : IEntityTypeConfiguration<Supplement>
{
    public void Configure(EntityTypeBuilder<Supplement> builder)
    {
        builder.ToTable("supplement");
        builder.Property(supplement => supplement.Id).ValueGeneratedNever();
        builder.HasIndex(supplement => supplement.DossierId);
    }
}
