using HoanKiem.Access;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Dossiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Processing;

/// <summary>
/// A step of the case as the citizen may know it: who holds the dossier and since when. Rows of their own, so that
/// parallel steps never fight for the dossier's version. A completion may come before the assignment.
/// </summary>
internal sealed class StepView : IReachable<StepView>
{
    /// <inheritdoc />
    public static Ways<StepView> Ways { get; } =
        new Ways<StepView>().PartOf<Dossier>(step => step.DossierId);

    /// <summary>Identity of the step in Routing.</summary>
    public Guid Id { get; private init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private init; }

    /// <summary>Who.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>Vietnamese name of the step.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Where the step is kept.</summary>
    public string SystemOfRecord { get; private set; } = "ours";

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset? AssignedAt { get; private set; }

    /// <summary>By when, UTC.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When it was done, UTC.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    public static StepView Of(Guid stepId, Guid dossierId) =>
        new() { Id = stepId, DossierId = dossierId };

    /// <summary>An agency must act.</summary>
    public void Assign(StepAssigned assigned)
    {
        (Agency, Name, SystemOfRecord) = (
            assigned.Agency,
            assigned.StepName,
            assigned.SystemOfRecord
        );
        (AssignedAt, DueAt) = (assigned.OccurredAt, assigned.DueAt);
    }

    /// <summary>The agency has acted.</summary>
    public void Complete(StepCompleted completed)
    {
        Agency = completed.Agency;
        CompletedAt = completed.OccurredAt;
    }
}

internal sealed class StepViewMap : IEntityTypeConfiguration<StepView>
{
    public void Configure(EntityTypeBuilder<StepView> builder)
    {
        builder.ToTable("step");
        builder.Property(step => step.Id).ValueGeneratedNever();
        builder.HasIndex(step => step.DossierId);
    }
}
