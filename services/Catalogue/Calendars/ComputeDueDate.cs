using System.ComponentModel.DataAnnotations;
using System.Globalization;
using HoanKiem.Catalogue.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Catalogue.Calendars;

/// <summary>
/// GET /v1/working-time/due-date — when a limit ends for a dossier received at a moment, with the sum that explains it.
/// Legal time is UTC+07:00; the day of reception is not counted; a limit in days ends at closing time.
/// </summary>
internal static class ComputeDueDate
{
    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2099, 12, 31);

    /// <param name="DueAt">Last moment on time.</param>
    /// <param name="DueDate">Its legal date: on time is compared by date.</param>
    /// <param name="Provisional">The sum touches days that no published calendar knows yet.</param>
    /// <param name="CalendarVersion">Edition of the calendar that was used.</param>
    /// <param name="Agency">Whose calendar.</param>
    /// <param name="From">Moment of reception, without its seconds.</param>
    /// <param name="Limit">How many; 0 for the same day.</param>
    /// <param name="Unit">Of which unit.</param>
    /// <param name="CutOff">Local time after which the next working day counts.</param>
    /// <param name="Counted">What all lines add up to: days, or minutes for hours.</param>
    /// <param name="CountedIn"><c>days</c> or <c>minutes</c>.</param>
    /// <param name="Lines">The sum, in order.</param>
    public sealed record Response(
        DateTimeOffset DueAt,
        DateOnly DueDate,
        bool Provisional,
        string CalendarVersion,
        string Agency,
        DateTimeOffset From,
        int Limit,
        LimitUnit Unit,
        TimeOnly? CutOff,
        int Counted,
        string CountedIn,
        IReadOnlyList<Line> Lines
    );

    /// <param name="Date">Legal date that the line is about.</param>
    /// <param name="Rule">Stable code of the rule.</param>
    /// <param name="Counted">What it adds.</param>
    /// <param name="Vi">For people, Vietnamese.</param>
    /// <param name="En">The same in English.</param>
    /// <param name="Law">The citation.</param>
    public sealed record Line(
        DateOnly Date,
        string Rule,
        int Counted,
        string Vi,
        string En,
        string Law
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/due-date", Handle)
            .WithName(nameof(ComputeDueDate))
            .WithSummary("When a limit ends, and why")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        CatalogueDb db,
        [Required] string agency,
        [Required] string from,
        [Required] string unit,
        int? limit,
        string? cutOff,
        CancellationToken ct
    )
    {
        var errors = new List<MemberError>();
        var receivedAt = ReadMoment(from, errors);
        var timeLimit = ReadLimit(limit, unit, cutOff, errors);
        if (timeLimit is null || receivedAt is not { } at || errors.Count > 0)
            return Problems.Invalid(errors).ToProblem();

        if (
            await db
                .Agencies.AsNoTracking()
                .AsSplitQuery()
                .SingleOrDefaultAsync(a => a.Id == agency, ct)
            is not { } known
        )
            return Refusals.UnknownAgency(agency).ToProblem();
        if (known.On(LegalZone.DateOf(at)) is null)
            return Refusals.NoAgency(agency, LegalZone.DateOf(at)).ToProblem();
        if (
            await db
                .Calendars.AsNoTracking()
                .OrderByDescending(e => e.Sequence)
                .FirstOrDefaultAsync(ct)
            is not { } edition
        )
            return Refusals.UnknownCalendar(agency).ToProblem();

        var due = DueDate.Compute(WorkingCalendar.From(edition.Data), timeLimit, at);
        return TypedResults.Ok(
            new Response(
                due.DueAt,
                due.Date,
                due.Provisional,
                due.CalendarVersion,
                agency,
                LegalZone.ToMinute(at),
                timeLimit.Value,
                timeLimit.Unit,
                timeLimit.CutOff,
                due.Explanation.Sum(line => line.Counted),
                timeLimit.Unit == LimitUnit.WorkingHour ? "minutes" : "days",
                [
                    .. due.Explanation.Select(line => new Line(
                        line.Date,
                        line.Rule,
                        line.Counted,
                        line.Vietnamese,
                        line.English,
                        Law.Cite(line.Law)
                    )),
                ]
            )
        );
    }

    // A plus sign that a client did not encode arrives as a space: the offset is still plain to see.
    private static DateTimeOffset? ReadMoment(string text, List<MemberError> errors)
    {
        var candidate = text.Length > 19 && text[^6] == ' ' ? $"{text[..^6]}+{text[^5..]}" : text;
        var hasOffset =
            candidate.EndsWith('Z')
            || (candidate.Length > 16 && candidate.AsSpan(16).ContainsAny('+', '-'));
        if (
            !hasOffset
            || !DateTimeOffset.TryParse(
                candidate,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var moment
            )
        )
        {
            errors.Add(
                new(
                    "from",
                    "offset-date-time",
                    "Cần thời điểm ISO 8601 có múi giờ, ví dụ 2026-11-23T09:00:00+07:00.",
                    "An ISO 8601 moment with its offset is needed, for example 2026-11-23T09:00:00+07:00."
                )
            );
            return null;
        }

        if (
            moment.UtcDateTime.Year is < 2000 or > 2099
            || LegalZone.DateOf(moment) < Earliest
            || LegalZone.DateOf(moment) > Latest
        )
        {
            errors.Add(
                new("from", "range", "Từ năm 2000 đến năm 2099.", "From the year 2000 to 2099.")
            );
            return null;
        }

        return moment;
    }

    private static TimeLimit? ReadLimit(
        int? limit,
        string unit,
        string? cutOff,
        List<MemberError> errors
    )
    {
        TimeOnly? cut = null;
        if (cutOff is not null)
        {
            if (
                TimeOnly.TryParseExact(
                    cutOff,
                    "HH:mm",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var time
                )
            )
                cut = time;
            else
                errors.Add(
                    new("cutOff", "time", "Cần giờ dạng 15:00.", "A time such as 15:00 is needed.")
                );
        }

        // The API writes workingDay, the seed files and people write working_day.
        if (
            !Enum.TryParse<LimitUnit>(
                unit.Replace("_", "", StringComparison.Ordinal),
                ignoreCase: true,
                out var kind
            )
            || !Enum.IsDefined(kind)
            || char.IsAsciiDigit(unit[0])
        )
        {
            errors.Add(
                new(
                    "unit",
                    "value",
                    "Chọn working_hour, working_day, calendar_day hoặc same_day.",
                    "One of working_hour, working_day, calendar_day or same_day."
                )
            );
            return null;
        }

        var least = kind == LimitUnit.SameDay ? 0 : 1;
        var value = limit ?? (kind == LimitUnit.SameDay ? 0 : -1);
        if (value >= least && value <= 3660)
            return new TimeLimit(value, kind, cut);
        errors.Add(
            limit is null
                ? new("limit", "required", "Bắt buộc phải có.", "This is required.")
                : new("limit", "range", $"Từ {least} đến 3660.", $"Between {least} and 3660.")
        );
        return null;
    }
}
