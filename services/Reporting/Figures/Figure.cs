using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Reporting.Figures;

/// <summary>How often something happened, counted from the events: the same figures whoever counts them again.</summary>
internal sealed class Figure
{
    /// <summary>What is counted, e.g. <c>returned.post</c>.</summary>
    public string Name { get; private set; } = "";

    public long Value { get; private set; }

    /// <summary>The producer whose events it is counted from; a figure is counted from one producer only.</summary>
    public string Producer { get; private set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<Figure>
    {
        public void Configure(EntityTypeBuilder<Figure> figure)
        {
            figure.ToTable("figure").ToView("figure_now");
            figure.HasKey(f => f.Name);
        }
    }
}

/// <summary>It happened once more; <see cref="Folding"/> adds it to the figure later.</summary>
internal sealed class FigureChange
{
    public long Id { get; private set; }

    public required string Name { get; init; }

    public required string Producer { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<FigureChange>
    {
        public void Configure(EntityTypeBuilder<FigureChange> change) =>
            change.ToTable("figure_change");
    }
}
