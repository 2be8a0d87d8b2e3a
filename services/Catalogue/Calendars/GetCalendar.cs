using System.Globalization;
using HoanKiem.Catalogue.Persistence;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Catalogue.Calendars;

/// <summary>
/// GET /v1/calendars/{name} — an edition of the working calendar by its version, or the newest one for a year,
/// which then lists the days of that year only.
/// </summary>
internal static class GetCalendar
{
    /// <param name="CalendarId">Which calendar.</param>
    /// <param name="Version">Names the edition.</param>
    /// <param name="CoveredFrom">First day that it knows.</param>
    /// <param name="CoveredTo">Last day that it knows.</param>
    /// <param name="Basis">Laws and decisions behind it.</param>
    /// <param name="PublishedAt">When it was published here.</param>
    /// <param name="Year">The year that was asked for.</param>
    /// <param name="WorkingDays">How many working days the listed days' year has.</param>
    /// <param name="Days">Unusual days, in order.</param>
    /// <param name="ClockHours">When limits run.</param>
    /// <param name="ReceptionHours">When dossiers are received.</param>
    public sealed record Response(
        string CalendarId,
        string Version,
        DateOnly CoveredFrom,
        DateOnly CoveredTo,
        string Basis,
        DateTimeOffset PublishedAt,
        int? Year,
        int? WorkingDays,
        IReadOnlyList<Day> Days,
        IReadOnlyList<Contracts.Catalogue.V1.OfficeHours> ClockHours,
        IReadOnlyList<Contracts.Catalogue.V1.OfficeHours> ReceptionHours
    );

    /// <param name="Date">Local date.</param>
    /// <param name="Kind"><c>off</c>, <c>made-up</c> or <c>half</c>.</param>
    /// <param name="Reason"><c>holiday</c>, <c>compensatory</c>, <c>swap_off</c>, <c>swap_work</c> or <c>half_day</c>.</param>
    /// <param name="Name">Vietnamese name.</param>
    public sealed record Day(DateOnly Date, string Kind, DayKind Reason, string Name);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{name}", Handle)
            .WithName(nameof(GetCalendar))
            .WithSummary("A working calendar by version or year")
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string name,
        CatalogueDb db,
        CancellationToken ct
    )
    {
        var year =
            name.Length == 4
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
                ? number
                : (int?)null;
        var last = year is { } y ? new DateOnly(y, 12, 31) : default;
        var edition = await db
            .Calendars.AsNoTracking()
            .Where(e =>
                year == null ? e.Version == name : e.CoveredFrom <= last && e.CoveredTo >= last
            )
            .OrderByDescending(e => e.Sequence)
            .FirstOrDefaultAsync(ct);
        return edition is null
            ? Refusals.UnknownCalendar(name).ToProblem()
            : TypedResults.Ok(Of(edition, year));
    }

    private static Response Of(CalendarEdition edition, int? year)
    {
        var calendar = WorkingCalendar.From(edition.Data);
        return new Response(
            edition.CalendarId,
            edition.Version,
            edition.CoveredFrom,
            edition.CoveredTo,
            edition.Basis,
            edition.PublishedAt,
            year,
            year is { } y
                ? Enumerable
                    .Range(0, 366)
                    .Select(new DateOnly(y, 1, 1).AddDays)
                    .Count(day => day.Year == y && calendar.IsWorkingDay(day))
                : null,
            [
                .. edition
                    .Data.Days.Where(day => year is null || day.Date.Year == year)
                    .OrderBy(day => day.Date)
                    .Select(day => new Day(
                        day.Date,
                        CalendarEdition.KindOf(day.Kind),
                        day.Kind,
                        day.Name
                    )),
            ],
            CalendarEdition.Rows(edition.Data.Hours.Clock, []),
            CalendarEdition.Rows(edition.Data.Hours.Reception, edition.Data.Hours.SaturdayReception)
        );
    }
}
