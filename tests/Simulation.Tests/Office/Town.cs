using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Routing.Agencies;
using HoanKiem.WorkingTime;
using CalendarDay = HoanKiem.WorkingTime.CalendarDay;
using OfficeHours = HoanKiem.WorkingTime.OfficeHours;
using TimeLimit = HoanKiem.Contracts.Catalogue.V1.TimeLimit;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>Two wards, their procedures and two editions of the calendar: what everybody in the simulation knows.</summary>
internal static class Town
{
    public const string FirstCalendar = "2026-1";
    public const string SecondCalendar = "2026-2";

    public static readonly string[] Wards = ["hoan-kiem", "cua-nam"];

    // A year with whatever a calendar can have: days off, make-up Saturdays, half days.
    private static readonly CalendarDay[] Days =
    [
        new(new(2026, 1, 1), DayKind.Holiday, "Tết Dương lịch"),
        .. Enumerable
            .Range(14, 9)
            .Select(day => new CalendarDay(new(2026, 2, day), DayKind.Holiday, "Tết Nguyên đán")),
        new(new(2026, 2, 28), DayKind.SwapWork, "Làm bù"),
        new(new(2026, 4, 27), DayKind.Holiday, "Giỗ Tổ Hùng Vương"),
        new(new(2026, 4, 30), DayKind.Holiday, "Ngày Chiến thắng"),
        new(new(2026, 5, 1), DayKind.Holiday, "Ngày Quốc tế Lao động"),
        new(new(2026, 6, 19), DayKind.HalfDay, "Nghỉ buổi chiều"),
        new(new(2026, 7, 11), DayKind.SwapWork, "Làm bù"),
        new(new(2026, 9, 1), DayKind.Holiday, "Quốc khánh"),
        new(new(2026, 9, 2), DayKind.Holiday, "Quốc khánh"),
        new(new(2026, 10, 16), DayKind.HalfDay, "Nghỉ buổi chiều"),
        new(new(2026, 11, 24), DayKind.Holiday, "Ngày Văn hóa Việt Nam"),
    ];

    // Each month gets one more day off, so that any schedule may meet a late calendar.
    private static readonly CalendarDay[] LateDays =
    [
        .. Enumerable
            .Range(1, 12)
            .Select(month => new CalendarDay(
                new(2026, month, 12),
                DayKind.Holiday,
                "Nghỉ theo quyết định"
            ))
            .Where(late => Days.All(day => day.Date != late.Date)),
    ];

    public static WorkingCalendar Calendar { get; } = Edition(FirstCalendar, Days);

    public static WorkingCalendar LaterCalendar { get; } =
        Edition(SecondCalendar, [.. Days, .. LateDays]);

    public static WorkingCalendar CalendarOf(string version) =>
        version == SecondCalendar ? LaterCalendar : Calendar;

    /// <summary>Agencies as Routing keeps them.</summary>
    public static AgencyBook Agencies { get; } =
        new(
            Wards.Select(ward =>
                Agency.Of(
                    new AgencyRegistered(
                        ward,
                        1,
                        default,
                        "ward",
                        ward,
                        null,
                        PrefixOf(ward),
                        null,
                        null,
                        null,
                        "ours",
                        [],
                        false
                    )
                )
            ),
            []
        );

    public static string PrefixOf(string ward) => ward == "hoan-kiem" ? "H26.1" : "H26.2";

    public static IReadOnlyList<ProcedurePublished> Procedures { get; } =
    [
        Procedure(1, Limit(5, Contracts.LimitUnit.WorkingDay), rule: Restarts, route: []),
        Procedure(
            2,
            Limit(10, Contracts.LimitUnit.CalendarDay),
            rule: Resumes,
            route:
            [
                Step("examine", "examine", "competent", null, []),
                Step("ask", "examine", "cua-nam", Limit(2, Contracts.LimitUnit.WorkingDay), []),
                Step("sign", "sign", "competent", null, ["examine", "ask"]),
            ]
        ),
        Procedure(
            3,
            new TimeLimit(0, Contracts.LimitUnit.SameDay, new TimeOnly(15, 0)),
            rule: Restarts,
            route: [],
            atOnce: true
        ),
        Procedure(4, Limit(8, Contracts.LimitUnit.WorkingHour), rule: Resumes, route: []),
        Procedure(5, null, rule: Restarts, route: []),
        Procedure(
            6,
            new TimeLimit(3, Contracts.LimitUnit.WorkingDay, new TimeOnly(15, 0)),
            rule: Resumes,
            route:
            [
                Step(
                    "examine",
                    "examine",
                    "competent",
                    Limit(4, Contracts.LimitUnit.WorkingHour),
                    []
                ),
                Step("extra", "examine", "hoan-kiem", null, ["examine"], optional: true),
                Step("sign", "sign", "competent", null, ["extra"]),
            ]
        ),
    ];

    private const Contracts.SupplementRule Restarts = Contracts.SupplementRule.Restart;
    private const Contracts.SupplementRule Resumes = Contracts.SupplementRule.Resume;

    private static ProcedurePublished Procedure(
        int number,
        TimeLimit? limit,
        Contracts.SupplementRule rule,
        RouteStep[] route,
        bool atOnce = false
    ) =>
        new(
            $"1.00000{number}",
            1,
            default,
            $"v{number}",
            $"Thủ tục {number}",
            "",
            "ward",
            new(2026, 1, 1),
            null,
            limit,
            atOnce,
            rule,
            "nd-61-2018-19-4",
            number % 2 == 0 ? 5 : null,
            null,
            null,
            [],
            [],
            route
        );

    private static TimeLimit Limit(int count, Contracts.LimitUnit unit) => new(count, unit, null);

    private static RouteStep Step(
        string key,
        string kind,
        string actor,
        TimeLimit? limit,
        string[] after,
        bool optional = false
    ) => new(key, key, kind, actor, "ours", limit, after, optional);

    private static WorkingCalendar Edition(string version, IReadOnlyList<CalendarDay> days) =>
        WorkingCalendar.From(
            new CalendarData(version, new(2025, 1, 1), new(2027, 12, 31), days, OfficeHours.HaNoi)
        );
}
