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
            figure.ToTable("figure");
            figure.HasKey(f => f.Name);
        }
    }
}
