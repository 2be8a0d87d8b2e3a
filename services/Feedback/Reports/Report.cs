using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Feedback.Reports;

/// <summary>
/// What a citizen reports (phản ánh, kiến nghị; Nghị định 20/2008/NĐ-CP). The statutory days were not found in a source to be
/// trusted: a report has a due date only where an office has set one, with its basis.
/// </summary>
internal sealed class Report : IReachable<Report>
{
    /// <inheritdoc />
    public static Ways<Report> Ways { get; } =
        new Ways<Report>().Own(report => report.OwnerSubject).Petition(report => report.Agency);

    private Report() { }

    public Guid Id { get; private set; }

    /// <summary>Agency concerned.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>Content type, e.g. <c>administrativeRule</c>, <c>scene</c>, <c>attitude</c>.</summary>
    public string Kind { get; private set; } = "";

    public string Title { get; private set; } = "";

    public string Content { get; private set; } = "";

    public string? OwnerSubject { get; private set; }

    public string ReceivingAgency { get; private set; } = "";

    public string[] HandlingAgencies { get; private set; } = [];

    public DateTimeOffset ReceivedAt { get; private set; }

    public DateTimeOffset? DueAt { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    public string? Answer { get; private set; }

    public long Sequence { get; private set; }

    public int Version { get; private set; }

    public static Report Lodge(
        Guid id,
        string agency,
        string kind,
        string title,
        string content,
        string ownerSubject,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Agency = agency,
            ReceivingAgency = agency,
            Kind = kind,
            Title = title,
            Content = content,
            OwnerSubject = ownerSubject,
            HandlingAgencies = [agency],
            ReceivedAt = now,
            Version = 1,
        };

    public ReportReceived Announce(DateTimeOffset now) =>
        new(Id, ++Sequence, now, Agency, Kind, "ordinary", DueAt);

    public Refusal? AnswerWith(string answer, DateTimeOffset now)
    {
        if (AnsweredAt is not null)
            return Refusals.ReportAnswered();

        (Answer, AnsweredAt) = (answer, now);
        Version++;
        return null;
    }

    // No due date known is on time; so a report without one is never called late.
    public ReportAnswered AnnounceAnswer(DateTimeOffset now) =>
        new(
            Id,
            ++Sequence,
            now,
            Agency,
            DueAt is { } due && now > due ? Timeliness.Late : Timeliness.OnTime
        );

    internal sealed class Mapping : IEntityTypeConfiguration<Report>
    {
        public void Configure(EntityTypeBuilder<Report> report)
        {
            report.ToTable("report");
            report.Property(r => r.Version).IsConcurrencyToken();

            report.HasIndex(r => new
            {
                r.Agency,
                r.ReceivedAt,
                r.Id,
            });
        }
    }
}
