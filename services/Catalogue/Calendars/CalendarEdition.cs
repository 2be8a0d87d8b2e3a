using System.Text.Json;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Catalogue.Calendars;

/// <summary>
/// An edition of a working calendar (lịch làm việc). Editions never change: a correction is a new edition, because
/// due dates name the one they were counted with.
/// </summary>
internal sealed class CalendarEdition : IEntityTypeConfiguration<CalendarEdition>
{
    /// <summary>Names the edition, e.g. <c>hanoi-2016-2026.1</c>.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Which calendar: <c>hanoi</c>.</summary>
    public string CalendarId { get; private set; } = "";

    /// <summary>Place in the life of the calendar; the newest has the highest.</summary>
    public long Sequence { get; private set; }

    public DateOnly CoveredFrom { get; private set; }

    public DateOnly CoveredTo { get; private set; }

    /// <summary>Decisions and laws behind it.</summary>
    public string Basis { get; private set; } = "";

    public DateTimeOffset PublishedAt { get; private set; }

    /// <summary>Unusual days and office hours.</summary>
    public CalendarData Data { get; private set; } = null!;

    public static CalendarEdition Publish(
        string calendarId,
        long sequence,
        string basis,
        CalendarData data,
        DateTimeOffset now,
        IOutbox outbox
    )
    {
        outbox.Publish(
            new WorkingCalendarPublished(
                calendarId,
                sequence,
                now,
                data.Version,
                data.CoveredFrom,
                data.CoveredUntil,
                [
                    .. data.Days.Select(day => new Contracts.Catalogue.V1.CalendarDay(
                        day.Date,
                        KindOf(day.Kind),
                        day.Name
                    )),
                ],
                Rows(data.Hours.Clock, []),
                Rows(data.Hours.Reception, data.Hours.SaturdayReception)
            )
        );
        return new CalendarEdition
        {
            Version = data.Version,
            CalendarId = calendarId,
            Sequence = sequence,
            CoveredFrom = data.CoveredFrom,
            CoveredTo = data.CoveredUntil,
            Basis = basis,
            PublishedAt = now,
            Data = data,
        };
    }

    /// <summary>Whether a file says the same under the same version.</summary>
    public bool Says(string calendarId, string basis, CalendarData data) =>
        calendarId == CalendarId && basis == Basis && Json(data) == Json(Data);

    internal static IReadOnlyList<Contracts.Catalogue.V1.OfficeHours> Rows(
        IReadOnlyList<HourSpan> weekdays,
        IReadOnlyList<HourSpan> saturdays
    ) =>
        [
            .. Enum.GetValues<DayOfWeek>()
                .Where(day => day is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                .SelectMany(day =>
                    weekdays.Select(span => new Contracts.Catalogue.V1.OfficeHours(
                        day,
                        span.From,
                        span.To
                    ))
                ),
            .. saturdays.Select(span => new Contracts.Catalogue.V1.OfficeHours(
                DayOfWeek.Saturday,
                span.From,
                span.To
            )),
        ];

    internal static string KindOf(DayKind kind) =>
        kind switch
        {
            DayKind.SwapWork => "made-up",
            DayKind.HalfDay => "half",
            _ => "off",
        };

    private static string Json(CalendarData data) =>
        JsonSerializer.Serialize(data, JsonSerializerOptions.Web);

    public void Configure(EntityTypeBuilder<CalendarEdition> builder)
    {
        builder.ToTable("calendar_edition");
        builder.HasKey(e => e.Version);
        builder.Property(e => e.Version).HasMaxLength(64);
        builder.HasIndex(e => new { e.CalendarId, e.Sequence }).IsUnique();
        builder
            .Property(e => e.Data)
            .HasColumnType("jsonb")
            .HasConversion(
                data => Json(data),
                json => JsonSerializer.Deserialize<CalendarData>(json, JsonSerializerOptions.Web)!,
                new ValueComparer<CalendarData>(
                    (a, b) => Json(a!) == Json(b!),
                    data => Json(data).GetHashCode(StringComparison.Ordinal)
                )
            );
    }
}
