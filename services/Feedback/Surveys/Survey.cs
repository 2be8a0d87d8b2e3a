using System.Security.Cryptography;
using System.Text;
using HoanKiem.Access;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Feedback.Surveys;

/// <summary>
/// The question how a dossier was handled (phiếu đánh giá), opened once when the citizen has the result and answered once
/// with a one-time token. Of the token only its hash is kept.
/// </summary>
internal sealed class Survey : IReachable<Survey>
{
    /// <summary>Who holds the token answers it; of all others everybody sees counts.</summary>
    public static Ways<Survey> Ways { get; } =
        new Ways<Survey>().Code(survey => survey.TokenHash).Counted();

    private Survey() { }

    public Guid Id { get; private set; }

    public Guid DossierId { get; private set; }

    /// <summary>Agency that decided the dossier.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>SHA-256 of the token.</summary>
    public byte[] TokenHash { get; private set; } = [];

    public DateTimeOffset OpenedAt { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>2 rất hài lòng, 1 hài lòng, 0 không hài lòng.</summary>
    public int? Overall { get; private set; }

    /// <summary>Convenience, on the same scale.</summary>
    public int? Convenience { get; private set; }

    /// <summary>Attitude of the officers, on the same scale.</summary>
    public int? Attitude { get; private set; }

    /// <summary>Why not satisfied, in the citizen's words.</summary>
    public string? Reason { get; private set; }

    public long Sequence { get; private set; }

    public int Version { get; private set; }

    public static Survey Open(
        Guid id,
        Guid dossierId,
        string agency,
        string token,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            DossierId = dossierId,
            Agency = agency,
            TokenHash = HashOf(token),
            OpenedAt = now,
            Version = 1,
        };

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public SurveyOpened Announce(string sealedToken, DateTimeOffset now) =>
        new(Id, ++Sequence, now, DossierId, Agency, sealedToken);

    /// <summary>Takes the answer; a second one is refused, and no answer without a reason says “not satisfied”.</summary>
    public Refusal? Answer(
        int overall,
        int? convenience,
        int? attitude,
        string? reason,
        DateTimeOffset now
    )
    {
        if (AnsweredAt is not null)
            return Refusals.SurveyAnswered();
        if (overall == 0 && string.IsNullOrWhiteSpace(reason))
            return Refusals.ReasonNeeded();

        (Overall, Convenience, Attitude, Reason, AnsweredAt) = (
            overall,
            convenience,
            attitude,
            reason,
            now
        );
        Version++;
        return null;
    }

    public SurveyAnswered AnnounceAnswer(DateTimeOffset now) =>
        new(Id, ++Sequence, now, DossierId, Agency, Overall!.Value);

    internal sealed class Mapping : IEntityTypeConfiguration<Survey>
    {
        public void Configure(EntityTypeBuilder<Survey> survey)
        {
            survey.ToTable("survey");
            survey.Property(s => s.Version).IsConcurrencyToken();
            survey.HasIndex(s => s.DossierId).IsUnique();
            survey.HasIndex(s => s.TokenHash).IsUnique();
            survey.HasIndex(s => new { s.Agency, s.AnsweredAt });
        }
    }
}

/// <summary>Which agency decided a dossier, kept until the survey is opened.</summary>
internal sealed class DecidedDossier : IReachable<DecidedDossier>
{
    /// <summary>None: only workers see it.</summary>
    public static Ways<DecidedDossier> Ways { get; } = new();

    private DecidedDossier() { }

    public Guid Id { get; private set; }

    public string Agency { get; private set; } = "";

    public static DecidedDossier Of(Guid dossierId, string agency) =>
        new() { Id = dossierId, Agency = agency };

    internal sealed class Mapping : IEntityTypeConfiguration<DecidedDossier>
    {
        public void Configure(EntityTypeBuilder<DecidedDossier> dossier) =>
            dossier.ToTable("decided_dossier");
    }
}
