using System.ComponentModel.DataAnnotations;
using HoanKiem.Contracts;
using HoanKiem.Reporting.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Reporting.OnTime;

/// <summary>
/// GET /v1/on-time — the leader's table: received, early, on time, late, closed and in progress, by agency, procedure, channel or month.
/// Only counts, nothing of a person. In every row received = early + onTime + late + closed + inProgress.
/// </summary>
internal static class GetOnTimeTable
{
    /// <param name="By">What the rows are.</param>
    /// <param name="Rows">The rows, by name.</param>
    /// <param name="Total">Their sum.</param>
    public sealed record Response(string By, IReadOnlyList<Row> Rows, Row Total);

    /// <param name="Name">Agency, procedure code, channel or first day of the month.</param>
    /// <param name="Received">Accepted.</param>
    /// <param name="Early">Decided before the due date.</param>
    /// <param name="OnTime">Decided on the due date, or no due date is known.</param>
    /// <param name="Late">Decided after the due date.</param>
    /// <param name="Closed">Withdrawn or stopped.</param>
    /// <param name="InProgress">Not decided yet.</param>
    /// <param name="Overdue">Of those in progress, past their due date now.</param>
    /// <param name="OnTimePercent">Early and on time of all decided, two decimals, half up; 100 only when exact; null when nothing is decided.</param>
    public sealed record Row(
        string Name,
        long Received,
        long Early,
        long OnTime,
        long Late,
        long Closed,
        long InProgress,
        long Overdue,
        decimal? OnTimePercent
    );

    /// <summary>Rows of dossiers are nobody's to read here; the database counts those that are late.</summary>
    public static readonly MigrationStep Function = MigrationStep.Sql(
        "counts of overdue dossiers",
        """
        create or replace function overdue(at_time timestamptz)
            returns table (agency text, procedure_code text, channel text, month date, dossiers bigint)
            language sql stable security definer set search_path = public as
        $$ select d.agency, d.procedure_code, d.channel::text, d.month, count(*)
           from reported_dossier d where d.standing = 'inProgress' and d.due_at < at_time group by 1, 2, 3, 4 $$;
        revoke all on function overdue(timestamptz) from public;
        grant execute on function overdue(timestamptz) to {app};
        """
    );

    private sealed record Overdue(
        string Agency,
        string ProcedureCode,
        string Channel,
        DateOnly Month,
        long Dossiers
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/", Handle)
            .WithName(nameof(GetOnTimeTable))
            .WithSummary("The on-time table");

    private static async Task<Ok<Response>> Handle(
        ReportingDb db,
        BusinessClock clock,
        CancellationToken ct,
        [FromQuery, RegularExpression("agency|procedure|channel|month")] string by = "agency",
        [FromQuery] string? agency = null,
        [FromQuery] DateOnly? from = null,
        [FromQuery] DateOnly? to = null
    )
    {
        var cells = await db
            .Cells.AsNoTracking()
            .Where(c =>
                (agency == null || c.Agency == agency)
                && (from == null || c.Month >= from)
                && (to == null || c.Month <= to)
            )
            .ToListAsync(ct);
        var now = clock.GetUtcNow();
        var overdue = await db
            .Database.SqlQuery<Overdue>(
                $"select agency, procedure_code, channel, month, dossiers from overdue({now})"
            )
            .Where(d =>
                (agency == null || d.Agency == agency)
                && (from == null || d.Month >= from)
                && (to == null || d.Month <= to)
            )
            .ToListAsync(ct);
        var overdueBy = overdue
            .GroupBy(d =>
                NameOf(by, d.Agency, d.ProcedureCode, Enum.Parse<Channel>(d.Channel), d.Month)
            )
            .ToDictionary(group => group.Key, group => group.Sum(d => d.Dossiers));

        var rows = cells
            .GroupBy(c => NameOf(by, c.Agency, c.ProcedureCode, c.Channel, c.Month))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Sum(group.Key, group, overdueBy.GetValueOrDefault(group.Key)))
            .ToList();
        return TypedResults.Ok(
            new Response(by, rows, Sum("*", cells, overdue.Sum(d => d.Dossiers)))
        );
    }

    private static string NameOf(
        string by,
        string agency,
        string procedure,
        Channel channel,
        DateOnly month
    ) =>
        by switch
        {
            "procedure" => procedure,
            "channel" => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(
                channel.ToString()
            ),
            "month" => month.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            _ => agency,
        };

    private static Row Sum(string name, IEnumerable<Cell> cells, long overdue)
    {
        var list = cells.ToList();
        var (early, onTime, late) = (
            list.Sum(c => c.Early),
            list.Sum(c => c.OnTime),
            list.Sum(c => c.Late)
        );
        return new Row(
            name,
            list.Sum(c => c.Received),
            early,
            onTime,
            late,
            list.Sum(c => c.Closed),
            list.Sum(c => c.InProgress),
            overdue,
            Percent(early + onTime, early + onTime + late)
        );
    }

    // 360.466 of 360.528 must not become 100 %: a share that rounds to it is shown as 99,99.
    internal static decimal? Percent(long part, long whole) =>
        whole == 0 ? null
        : part == whole ? 100m
        : Math.Min(99.99m, Math.Round(100m * part / whole, 2, MidpointRounding.AwayFromZero));
}
