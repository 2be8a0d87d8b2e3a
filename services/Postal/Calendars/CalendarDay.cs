using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Calendars;

/// <summary>A day that is not what its weekday says, of the newest calendar; the silence of a carrier is counted with it.</summary>
internal sealed class UnusualDay
{
    private UnusualDay() { }

    /// <summary>Local date.</summary>
    public DateOnly Date { get; private set; }

    /// <summary>Whether people work on it.</summary>
    public bool Worked { get; private set; }

    /// <summary>A day of a published calendar.</summary>
    public static UnusualDay From(CalendarDay day) =>
        new() { Date = day.Date, Worked = day.Kind != "off" };

    /// <summary>The day that lies so many working days before <paramref name="today"/>.</summary>
    public static async Task<DateOnly> WorkingDaysBefore(
        PostalDb db,
        DateOnly today,
        int workingDays,
        CancellationToken ct
    )
    {
        var earliest = today.AddDays(-workingDays * 2 - 30);
        var unusual = await db
            .UnusualDays.AsNoTracking()
            .Where(day => day.Date >= earliest && day.Date < today)
            .ToDictionaryAsync(day => day.Date, day => day.Worked, ct);
        var date = today;
        for (var left = workingDays; left > 0 && date > earliest; )
        {
            date = date.AddDays(-1);
            var worked = date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            if (unusual.GetValueOrDefault(date, worked))
                left--;
        }

        return date;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<UnusualDay>
    {
        public void Configure(EntityTypeBuilder<UnusualDay> day) => day.HasKey(d => d.Date);
    }
}

/// <summary>Catalogue → Postal: keeps the days off of the newest calendar.</summary>
internal sealed class KeepDaysOnWorkingCalendarPublished(PostalDb db)
    : IHandle<WorkingCalendarPublished>
{
    /// <inheritdoc />
    public async Task Handle(WorkingCalendarPublished @event, CancellationToken ct)
    {
        await db.UnusualDays.ExecuteDeleteAsync(ct);
        db.AddRange(@event.Days.DistinctBy(day => day.Date).Select(UnusualDay.From));
    }
}
