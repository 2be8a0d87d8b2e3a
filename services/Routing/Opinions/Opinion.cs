using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Routing.Cases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Routing.Opinions;

/// <summary>
/// A question to another agency (lấy ý kiến), with a limit of its own inside the step's, whose clock goes on
/// (Nghị định 61/2018, Điều 19 khoản 5). Question and answer are codes and numbers: whom it is about is in the dossier.
/// </summary>
internal sealed class Opinion : IReachable<Opinion>
{
    /// <inheritdoc />
    public static Ways<Opinion> Ways { get; } =
        new Ways<Opinion>().PartOf<Case>(opinion => opinion.CaseId);

    private Opinion() { }

    public Guid Id { get; private set; }
    public Guid CaseId { get; private set; }
    public Guid StepId { get; private set; }
    public string FromAgency { get; private set; } = "";
    public string ToAgency { get; private set; } = "";
    public string QuestionCode { get; private set; } = "";

    /// <summary>Period that is asked about, e.g. the years of residence.</summary>
    public DateOnly? PeriodFrom { get; private set; }
    public DateOnly? PeriodTo { get; private set; }
    public DateTimeOffset AskedAt { get; private set; }
    public string AskedBy { get; private set; } = "";
    public DateTimeOffset? DueAt { get; private set; }
    public string? AnswerCode { get; private set; }
    public string? AnswerNumber { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }
    public string? AnsweredBy { get; private set; }
    public Timeliness? Timeliness { get; private set; }
    public int Version { get; private set; } = 1;

    public bool IsOpen => AnsweredAt is null;

    internal static Opinion Ask(
        Step step,
        Guid id,
        string toAgency,
        string questionCode,
        DateOnly? from,
        DateOnly? to,
        string by,
        DateTimeOffset at,
        DateTimeOffset? dueAt
    ) =>
        new()
        {
            Id = id,
            CaseId = step.CaseId,
            StepId = step.Id,
            FromAgency = step.Agency!,
            ToAgency = toAgency,
            QuestionCode = questionCode,
            PeriodFrom = from,
            PeriodTo = to,
            AskedAt = at,
            AskedBy = by,
            DueAt = dueAt,
        };

    internal void Answer(
        string code,
        string? number,
        string by,
        DateTimeOffset at,
        Timeliness timeliness
    )
    {
        (AnswerCode, AnswerNumber, AnsweredBy, AnsweredAt, Timeliness) = (
            code,
            number,
            by,
            at,
            timeliness
        );
        Version++;
    }

    internal void HandOverTo(string agency)
    {
        ToAgency = agency;
        Version++;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Opinion>
    {
        public void Configure(EntityTypeBuilder<Opinion> opinion)
        {
            opinion.ToTable("opinion");
            opinion.Property(o => o.Id).ValueGeneratedNever();
            opinion.Property(o => o.Version).IsConcurrencyToken();
            opinion.HasIndex(o => o.CaseId);
            opinion
                .HasIndex(o => new
                {
                    o.ToAgency,
                    o.DueAt,
                    o.Id,
                })
                .HasFilter("answered_at is null")
                .HasDatabaseName("ix_opinion_open");
        }
    }
}
