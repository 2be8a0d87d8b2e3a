using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>
/// An administrative procedure (thủ tục hành chính) under its national code, with all its dated versions.
/// Every change is announced in the same commit.
/// </summary>
internal sealed class Procedure : IEntityTypeConfiguration<Procedure>
{
    private readonly List<ProcedureVersion> _versions = [];

    /// <summary>National code, text: trailing zeros matter (<c>1.001570</c>).</summary>
    public string Code { get; private set; } = "";

    /// <summary>How many events have told of it.</summary>
    public long Sequence { get; private set; }

    /// <summary>Concurrency token, +1 for each change.</summary>
    public int Version { get; private set; }

    /// <summary>All versions, by first day.</summary>
    public IEnumerable<ProcedureVersion> Versions => _versions.OrderBy(v => v.ValidFrom);

    public static Procedure Of(string code) => new() { Code = code };

    /// <summary>The version in force on a legal date.</summary>
    public ProcedureVersion? On(DateOnly date) => Versions.FirstOrDefault(v => v.InForce(date));

    /// <summary>
    /// Publishes a version that begins after those on file; the one before ends the day before.
    /// </summary>
    public Refusal? Publish(
        DateOnly from,
        DateOnly? to,
        ProcedureContent content,
        DateTimeOffset now,
        IOutbox outbox
    )
    {
        if (RouteSoundness.Refuses(content.Route) is { } unsound)
            return unsound;
        if (Versions.LastOrDefault() is { } latest)
        {
            if (from <= latest.ValidFrom)
                return Refusals.OutOfOrder(latest.ValidFrom);
            if (latest.ValidTo is null || latest.ValidTo >= from)
            {
                latest.EndOn(from.AddDays(-1));
                Announce(latest, now, outbox);
            }
        }

        var version = ProcedureVersion.Of(Code, from, to, content);
        _versions.Add(version);
        Announce(version, now, outbox);
        return null;
    }

    /// <summary>Takes a version as a file states it: new, changed, or as it was. True when something changed.</summary>
    public bool Take(
        DateOnly from,
        DateOnly? to,
        ProcedureContent content,
        DateTimeOffset now,
        IOutbox outbox
    )
    {
        var version = _versions.SingleOrDefault(v => v.ValidFrom == from);
        if (version is null)
            _versions.Add(version = ProcedureVersion.Of(Code, from, to, content));
        else if (!version.Restate(to, content))
            return false;
        Announce(version, now, outbox);
        return true;
    }

    /// <summary>Ends the procedure for good (bãi bỏ) on a day of its last version.</summary>
    public Refusal? Withdraw(
        DateOnly lastDay,
        string basis,
        string? replacedBy,
        DateTimeOffset now,
        IOutbox outbox
    )
    {
        var last = Versions.Last();
        if (last.WithdrawnBasis is not null)
            return Refusals.AlreadyWithdrawn(last.ValidTo!.Value);
        if (lastDay < last.ValidFrom)
            return Refusals.OutOfOrder(last.ValidFrom);
        last.Withdraw(lastDay, basis, replacedBy);
        Version++;
        outbox.Publish(
            new ProcedureWithdrawn(Code, ++Sequence, now, last.VersionId, lastDay, basis)
        );
        return null;
    }

    private void Announce(ProcedureVersion version, DateTimeOffset now, IOutbox outbox)
    {
        Version++;
        outbox.Publish(version.Announce(++Sequence, now));
    }

    public void Configure(EntityTypeBuilder<Procedure> builder)
    {
        builder.ToTable("procedure");
        builder.HasKey(p => p.Code);
        builder.Property(p => p.Code).HasMaxLength(8);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.Ignore(p => p.Versions);
        builder
            .HasMany<ProcedureVersion>("_versions")
            .WithOne()
            .HasForeignKey(v => v.ProcedureCode);
        builder.Navigation("_versions").AutoInclude();
    }
}
