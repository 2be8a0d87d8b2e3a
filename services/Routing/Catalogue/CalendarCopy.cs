using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Routing.Persistence;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using CalendarDay = HoanKiem.WorkingTime.CalendarDay;
using OfficeHours = HoanKiem.WorkingTime.OfficeHours;

namespace HoanKiem.Routing.Catalogue;

/// <summary>Local copy of one version of a working calendar; versions never change, so that a sum can be made again years later.</summary>
internal sealed class CalendarCopy
{
    private CalendarCopy() { }

    public string Version { get; private set; } = "";

    public string CalendarId { get; private set; } = "";

    public WorkingCalendarPublished Published { get; private set; } = null!;

    public static CalendarCopy Of(WorkingCalendarPublished published) =>
        new()
        {
            Version = published.Version,
            CalendarId = published.CalendarId,
            Published = published,
        };

    /// <summary>The calendar to compute with.</summary>
    public WorkingCalendar ToCalendar() =>
        WorkingCalendar.From(
            new CalendarData(
                Published.Version,
                Published.CoveredFrom,
                Published.CoveredTo,
                [
                    .. Published.Days.Select(d => new CalendarDay(
                        d.Date,
                        d.Kind switch
                        {
                            "made-up" => DayKind.SwapWork,
                            "half" => DayKind.HalfDay,
                            _ => DayKind.Holiday,
                        },
                        d.Name
                    )),
                ],
                Hours()
            )
        );

    // Limits run by the same hours every working day; Monday speaks for the week.
    private OfficeHours Hours()
    {
        var clock = On(Published.ClockHours, DayOfWeek.Monday);
        var reception = On(Published.ReceptionHours, DayOfWeek.Monday);
        return clock.Count == 0
            ? OfficeHours.HaNoi
            : new(
                clock,
                reception.Count == 0 ? clock : reception,
                On(Published.ReceptionHours, DayOfWeek.Saturday)
            );
    }

    private static List<HourSpan> On(
        IReadOnlyList<Contracts.Catalogue.V1.OfficeHours> hours,
        DayOfWeek day
    ) =>
        [
            .. hours
                .Where(h => h.Day == day)
                .OrderBy(h => h.Opens)
                .Select(h => new HourSpan(h.Opens, h.Closes)),
        ];

    internal sealed class Mapping : IEntityTypeConfiguration<CalendarCopy>
    {
        public void Configure(EntityTypeBuilder<CalendarCopy> calendar)
        {
            calendar.ToTable("working_calendar");
            calendar.HasKey(c => c.Version);
            calendar.Property(c => c.Version).HasMaxLength(64);
            calendar.Property(c => c.Published).AsJson();
        }
    }
}
