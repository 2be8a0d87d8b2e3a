using HoanKiem.Contracts.Catalogue.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Routing.Agencies;

/// <summary>Who takes over the open work of an agency that was merged or split (kế thừa), from a day on.</summary>
internal sealed class Succession
{
    private Succession() { }

    /// <summary>The predecessor.</summary>
    public string AgencyId { get; private set; } = "";

    /// <summary>Place of the last change in the life of the predecessor.</summary>
    public long Sequence { get; private set; }

    /// <summary>First legal day of the successors.</summary>
    public DateOnly Effective { get; private set; }

    /// <summary>The successors.</summary>
    public List<string> Successors { get; private set; } = [];

    /// <summary>One successor takes all of it; otherwise a person must choose.</summary>
    public bool Whole { get; private set; }

    /// <summary>The copy of a published succession.</summary>
    public static Succession Of(AgencySucceeded succeeded)
    {
        var succession = new Succession { AgencyId = succeeded.AgencyId };
        succession.Become(succeeded);
        return succession;
    }

    /// <summary>Takes over a later state; false when this one is not older.</summary>
    public bool Become(AgencySucceeded succeeded)
    {
        if (succeeded.Sequence <= Sequence)
            return false;
        (Sequence, Effective) = (succeeded.Sequence, succeeded.Effective);
        Successors = [.. succeeded.Successors.Select(s => s.AgencyId)];
        Whole = succeeded.Successors is [{ Whole: true }];
        return true;
    }

    /// <summary>What the book says of it.</summary>
    public KnownSuccession ToKnown() => new(Effective, [.. Successors], Whole);

    internal sealed class Mapping : IEntityTypeConfiguration<Succession>
    {
        public void Configure(EntityTypeBuilder<Succession> succession)
        {
            succession.ToTable("agency_succession");
            succession.HasKey(s => s.AgencyId);
            succession.Property(s => s.AgencyId).HasMaxLength(64);
        }
    }
}
