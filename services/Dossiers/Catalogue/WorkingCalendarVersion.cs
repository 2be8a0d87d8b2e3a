using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using LimitUnit = HoanKiem.WorkingTime.LimitUnit;
using OfficeHours = HoanKiem.WorkingTime.OfficeHours;

namespace HoanKiem.Dossiers.Catalogue;

/// <summary>Local copy of a version of the working calendar; every version stays, and each dossier names its own.</summary>
internal sealed class WorkingCalendarVersion
{
    /// <summary>The calendar of the city's offices.</summary>
    public const string HaNoi = "hanoi";

    /// <summary>Which calendar.</summary>
    public string CalendarId { get; private init; } = "";

    /// <summary>Name of the version.</summary>
    public string Version { get; private init; } = "";

    /// <summary>Its place: the newest has the highest.</summary>
    public long Sequence { get; private init; }

    /// <summary>All that was published.</summary>
    public WorkingCalendarPublished Published { get; private init; } = null!;

    public static WorkingCalendarVersion Of(WorkingCalendarPublished published) =>
        new()
        {
            CalendarId = published.CalendarId,
            Version = published.Version,
            Sequence = published.Sequence,
            Published = published,
        };

    /// <summary>For the legal clock.</summary>
    public WorkingCalendar ToWorkingTime() => WorkingCalendar.From(ToData(Published));

    /// <summary>The limit of the contract, for the legal clock.</summary>
    public static WorkingTime.TimeLimit ToWorkingTime(Contracts.Catalogue.V1.TimeLimit limit) =>
        new(
            limit.Value,
            limit.Unit switch
            {
                Contracts.LimitUnit.WorkingHour => LimitUnit.WorkingHour,
                Contracts.LimitUnit.CalendarDay => LimitUnit.CalendarDay,
                Contracts.LimitUnit.SameDay => LimitUnit.SameDay,
                _ => LimitUnit.WorkingDay,
            },
            limit.CutOff
        );

    internal static CalendarData ToData(WorkingCalendarPublished published) =>
        new(
            published.Version,
            published.CoveredFrom,
            published.CoveredTo,
            [
                .. published.Days.Select(day => new WorkingTime.CalendarDay(
                    day.Date,
                    day.Kind switch
                    {
                        "made-up" => DayKind.SwapWork,
                        "half" => DayKind.HalfDay,
                        _ => DayKind.Holiday,
                    },
                    day.Name
                )),
            ],
            // An office works the same hours from Monday to Friday; Monday stands for them.
            new OfficeHours(
                Spans(published.ClockHours, DayOfWeek.Monday),
                Spans(published.ReceptionHours, DayOfWeek.Monday),
                Spans(published.ReceptionHours, DayOfWeek.Saturday)
            )
        );

    private static List<HourSpan> Spans(
        IEnumerable<Contracts.Catalogue.V1.OfficeHours> hours,
        DayOfWeek day
    ) =>
        [
            .. hours
                .Where(span => span.Day == day)
                .OrderBy(span => span.Opens)
                .Select(span => new HourSpan(span.Opens, span.Closes)),
        ];
}

internal sealed class WorkingCalendarVersionMap : IEntityTypeConfiguration<WorkingCalendarVersion>
{
    public void Configure(EntityTypeBuilder<WorkingCalendarVersion> builder)
    {
        builder.ToTable("calendar_version");
        builder.HasKey(calendar => new { calendar.CalendarId, calendar.Version });
        DossierMap.Json(builder.Property(calendar => calendar.Published));
    }
}
