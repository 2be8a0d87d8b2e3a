using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>
/// A person asks about their data in a dossier (yêu cầu của chủ thể dữ liệu), and what the agency answers. What they say and what they are
/// told is sealed under the dossier's key and goes with it; that they asked, and when they were answered, stays.
/// </summary>
internal sealed class DataRequest : IReachable<DataRequest>
{
    /// <summary>Kind of the deadline: the agency's time to answer is over.</summary>
    public const string Until = "data-request-until";

    /// <inheritdoc />
    public static Ways<DataRequest> Ways { get; } =
        new Ways<DataRequest>().PartOf<Dossier>(request => request.DossierId);

    /// <summary>Identity.</summary>
    public Guid Id { get; private init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private init; }

    /// <summary>What is asked for.</summary>
    public DataRequestKind Kind { get; private init; }

    /// <summary>Who has to answer: the competent agency.</summary>
    public string Agency { get; private init; } = "";

    /// <summary>Subject of whoever asked: the person, who holds their mandate, or the clerk to whom they came.</summary>
    public string AskedBy { get; private init; } = "";

    /// <summary>When, business time, UTC.</summary>
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>Until when it is answered: two working days, UTC.</summary>
    public DateTimeOffset AnswerBy { get; private init; }

    /// <summary>When that day is over: late is decided by the local date, UTC.</summary>
    public DateTimeOffset LateFrom { get; private init; }

    /// <summary>The sum touches days that no calendar has been published for.</summary>
    public bool DueIsProvisional { get; private init; }

    /// <summary>What they say in their own words, sealed.</summary>
    public string? SealedWish { get; private set; }

    /// <summary>What is to be put right, as JSON, sealed.</summary>
    public string? SealedCorrection { get; private set; }

    /// <summary>When it was answered, business time, UTC.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>The leader who answered.</summary>
    public string? AnsweredBy { get; private set; }

    /// <summary>Done, or refused.</summary>
    public bool? Granted { get; private set; }

    /// <summary>Why it was refused, as a code.</summary>
    public string? ReasonCode { get; private set; }

    /// <summary>What the person is told, sealed.</summary>
    public string? SealedExplanation { get; private set; }

    /// <summary>The request, with its time as the calendar of the office gives it.</summary>
    public static DataRequest Ask(
        Dossier dossier,
        DataRequestKind kind,
        string? sealedWish,
        string? sealedCorrection,
        Duty duty,
        By by,
        DateTimeOffset at
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            DossierId = dossier.Id,
            Kind = kind,
            Agency = dossier.DecidedBy,
            AskedBy = by.Subject,
            AskedAt = at,
            AnswerBy = duty.By.DueAt,
            LateFrom = LegalZone.StartOf(duty.By.Date.AddDays(1)),
            DueIsProvisional = duty.By.Provisional,
            SealedWish = sealedWish,
            SealedCorrection = sealedCorrection,
        };

    /// <summary>It was answered late, or is late now.</summary>
    public bool IsLate(DateTimeOffset now) => (AnsweredAt ?? now) >= LateFrom;

    /// <summary>The agency answers, once.</summary>
    public Refusal? Answer(
        bool granted,
        string? reasonCode,
        string? sealedExplanation,
        By by,
        DateTimeOffset at
    )
    {
        if (AnsweredAt is not null)
            return Refusals.DataRequestAnswered.Because(
                "Yêu cầu này đã được trả lời.",
                "This request has been answered."
            );
        (AnsweredAt, AnsweredBy, Granted) = (at, by.Subject, granted);
        (ReasonCode, SealedExplanation) = (reasonCode, sealedExplanation);
        return null;
    }

    /// <summary>The dossier's key is destroyed: nothing that was said can be read any more.</summary>
    public void Erase() => (SealedWish, SealedCorrection, SealedExplanation) = (null, null, null);

    internal sealed class Mapping : IEntityTypeConfiguration<DataRequest>
    {
        public void Configure(EntityTypeBuilder<DataRequest> builder)
        {
            builder.ToTable("data_request");
            builder.Property(request => request.Id).ValueGeneratedNever();
            builder.Property(request => request.AskedBy).HasMaxLength(100);
            builder.Property(request => request.AnsweredBy).HasMaxLength(100);
            builder.Property(request => request.ReasonCode).HasMaxLength(64);
            builder.Property(request => request.Agency).HasMaxLength(64);
            // Two at once of one kind are one too many, whoever else is asking at the same moment.
            builder
                .HasIndex(request => new { request.DossierId, request.Kind })
                .IsUnique()
                .HasDatabaseName("ix_data_request_open")
                .HasFilter("answered_at is null");
            builder.HasIndex(request => request.DossierId);
        }
    }
}
