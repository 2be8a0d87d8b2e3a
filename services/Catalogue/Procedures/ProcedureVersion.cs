using HoanKiem.Contracts.Catalogue.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>A procedure as it stands from one legal date to another, both included (UTC+07:00).</summary>
internal sealed class ProcedureVersion : IEntityTypeConfiguration<ProcedureVersion>
{
    /// <summary>Code, <c>@</c> and the first day.</summary>
    public string VersionId { get; private set; } = "";

    public string ProcedureCode { get; private set; } = "";

    public DateOnly ValidFrom { get; private set; }

    /// <summary>Last day in force; none known when null.</summary>
    public DateOnly? ValidTo { get; private set; }

    /// <summary>Decision that ended the procedure with this version.</summary>
    public string? WithdrawnBasis { get; private set; }

    public ProcedureContent Content { get; private set; } = null!;

    public static ProcedureVersion Of(
        string code,
        DateOnly from,
        DateOnly? to,
        ProcedureContent content
    ) =>
        new()
        {
            VersionId = $"{code}@{from:yyyy-MM-dd}",
            ProcedureCode = code,
            ValidFrom = from,
            ValidTo = to,
            Content = content,
        };

    public bool InForce(DateOnly date) => ValidFrom <= date && (ValidTo is null || date <= ValidTo);

    public void EndOn(DateOnly lastDay) => ValidTo = lastDay;

    public void Withdraw(DateOnly lastDay, string basis, string? replacedBy) =>
        (ValidTo, WithdrawnBasis, Content) = (
            lastDay,
            basis,
            Content with
            {
                ReplacedBy = replacedBy ?? Content.ReplacedBy,
            }
        );

    /// <summary>False when the file says what is already on file.</summary>
    public bool Restate(DateOnly? to, ProcedureContent content)
    {
        if (ValidTo == to && Content.ToJson() == content.ToJson())
            return false;
        (ValidTo, Content) = (to, content);
        WithdrawnBasis = to is null ? null : WithdrawnBasis;
        return true;
    }

    /// <summary>
    /// The event. A fee of unknown amount, and "free of charge", are not fees to ask for; a paper that only some channels want
    /// does not make a dossier of another channel incomplete.
    /// </summary>
    public ProcedurePublished Announce(long sequence, DateTimeOffset now) =>
        new(
            ProcedureCode,
            sequence,
            now,
            VersionId,
            Content.Name,
            Content.Field,
            Content.Level,
            ValidFrom,
            ValidTo,
            Content.Limit,
            Content.GivenAtOnce,
            Content.SupplementRule,
            Content.SupplementBasis,
            Content.SupplementDays,
            Content.OnlineChannel,
            Content.OnlineGrade,
            [
                .. Content.Papers.Select(p => new Paper(
                    p.Code,
                    p.Name,
                    p.Originals,
                    p.Copies,
                    p.Required && p.Channels.Count == 0
                )),
            ],
            [
                .. Content
                    .Fees.Where(f => f.Amount > 0)
                    .Select(f => new FeeRule(
                        f.Code,
                        f.Name,
                        f.Unit,
                        f.Amount!.Value,
                        f.After,
                        f.AmountAfter,
                        f.Maximum,
                        f.OnlineAmount,
                        f.PaidBefore,
                        f.Basis
                    )),
            ],
            [
                .. Content.Route.Select(s => new RouteStep(
                    s.Key,
                    s.Name,
                    s.Kind,
                    s.Actor,
                    s.SystemOfRecord,
                    s.Limit,
                    s.After,
                    s.Optional
                )),
            ]
        );

    public void Configure(EntityTypeBuilder<ProcedureVersion> builder)
    {
        builder.ToTable("procedure_version");
        builder.HasKey(v => v.VersionId);
        builder.Property(v => v.VersionId).HasMaxLength(19);
        builder.HasIndex(v => new { v.ProcedureCode, v.ValidFrom }).IsUnique();
        builder
            .Property(v => v.Content)
            .HasColumnType("jsonb")
            .HasConversion(
                content => content.ToJson(),
                json => ProcedureContent.FromJson(json),
                new ValueComparer<ProcedureContent>(
                    (a, b) => a!.ToJson() == b!.ToJson(),
                    content => content.ToJson().GetHashCode(StringComparison.Ordinal)
                )
            );
    }
}
