using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Catalogue.Agencies;

/// <summary>
/// An agency (cơ quan) under our own id, a slug that is never reused. Unit codes, names and number prefixes are
/// attributes of a period: after 2025 the same unit code names another ward.
/// </summary>
internal sealed class Agency : IEntityTypeConfiguration<Agency>
{
    private readonly List<AgencyPeriod> _periods = [];
    private readonly List<AgencySuccession> _successions = [];

    /// <summary>The slug, e.g. <c>hang-bac</c>.</summary>
    public string Id { get; private set; } = "";

    /// <summary>How many events have told of it.</summary>
    public long Sequence { get; private set; }

    /// <summary>Concurrency token, +1 for each change.</summary>
    public int Version { get; private set; }

    /// <summary>All periods, the earliest first.</summary>
    public IEnumerable<AgencyPeriod> Periods =>
        _periods.OrderBy(p => p.ValidFrom ?? DateOnly.MinValue);

    /// <summary>Who took over from it.</summary>
    public IEnumerable<AgencySuccession> Successions =>
        _successions.OrderBy(s => s.SuccessorId, StringComparer.Ordinal);

    public static Agency Of(string id) => new() { Id = id };

    /// <summary>Its attributes on a legal date.</summary>
    public AgencyPeriod? On(DateOnly date) => Periods.FirstOrDefault(p => p.InForce(date));

    /// <summary>Takes a period as a file states it. True when something changed.</summary>
    public bool Take(AgencyAttributes attributes, DateTimeOffset now, IOutbox outbox)
    {
        var period = _periods.SingleOrDefault(p => p.ValidFrom == attributes.ValidFrom);
        if (period is null)
            _periods.Add(period = AgencyPeriod.Of(Id, _periods.Count + 1));
        else if (period.Has(attributes))
            return false;
        period.Take(attributes);
        Version++;
        outbox.Publish(
            new AgencyRegistered(
                Id,
                ++Sequence,
                now,
                attributes.Kind,
                attributes.Name,
                attributes.UnitCode,
                attributes.NumberPrefix,
                attributes.ValidFrom,
                attributes.ValidTo,
                attributes.ParentId,
                attributes.SystemOfRecord,
                attributes.Serves,
                attributes.Assumed
            )
        );
        return true;
    }

    /// <summary>Takes all successors of one day as a file states them. True when something changed.</summary>
    public bool Succeed(
        DateOnly effective,
        IReadOnlyList<Successor> successors,
        DateTimeOffset now,
        IOutbox outbox
    )
    {
        var known = _successions
            .Where(s => s.Effective == effective)
            .Select(s => new Successor(s.SuccessorId, s.Whole));
        if (known.ToHashSet().SetEquals(successors))
            return false;
        _successions.RemoveAll(s => s.Effective == effective);
        _successions.AddRange(
            successors.Select(s => AgencySuccession.Of(Id, s.AgencyId, effective, s.Whole))
        );
        Version++;
        outbox.Publish(new AgencySucceeded(Id, ++Sequence, now, successors, effective));
        return true;
    }

    public void Configure(EntityTypeBuilder<Agency> builder)
    {
        builder.ToTable("agency");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).HasMaxLength(64);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.Ignore(a => a.Periods);
        builder.Ignore(a => a.Successions);
        builder.HasMany<AgencyPeriod>("_periods").WithOne().HasForeignKey(p => p.AgencyId);
        builder
            .HasMany<AgencySuccession>("_successions")
            .WithOne()
            .HasForeignKey(s => s.PredecessorId);
        builder.Navigation("_periods").AutoInclude();
        builder.Navigation("_successions").AutoInclude();
    }
}

/// <summary>Who took over from an agency, and whether all of it.</summary>
internal sealed class AgencySuccession : IEntityTypeConfiguration<AgencySuccession>
{
    public string PredecessorId { get; private set; } = "";

    public string SuccessorId { get; private set; } = "";

    /// <summary>First day of the successor.</summary>
    public DateOnly Effective { get; private set; }

    /// <summary>False for a part: then a person must choose.</summary>
    public bool Whole { get; private set; }

    public static AgencySuccession Of(
        string predecessor,
        string successor,
        DateOnly effective,
        bool whole
    ) =>
        new()
        {
            PredecessorId = predecessor,
            SuccessorId = successor,
            Effective = effective,
            Whole = whole,
        };

    public void Configure(EntityTypeBuilder<AgencySuccession> builder)
    {
        builder.ToTable("agency_succession");
        builder.HasKey(s => new
        {
            s.PredecessorId,
            s.SuccessorId,
            s.Effective,
        });
        builder.HasIndex(s => s.SuccessorId);
    }
}
