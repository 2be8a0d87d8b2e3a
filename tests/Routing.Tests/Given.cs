using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;

namespace HoanKiem.Routing.Tests;

/// <summary>Facts of the other services, as they arrive.</summary>
internal static class Given
{
    public const string Calendar = "hanoi@2019-1";
    public const string Birth = "2.000986@2015-01-01";
    public const string Marital = "1.004873@2015-01-01";
    public const string Certify = "2.000815@2015-01-01";
    public const string Plain = "1.001612@2015-01-01";

    /// <summary>Tuesday 14/05/2019, 9:00 in Hà Nội.</summary>
    public static readonly DateTimeOffset Morning = Local(14, 9);

    public static DateTimeOffset Local(int day, int hour, int minute = 0, int month = 5) =>
        new DateTimeOffset(
            2019,
            month,
            day,
            hour,
            minute,
            0,
            TimeSpan.FromHours(7)
        ).ToUniversalTime();

    public static WorkingCalendarPublished WorkingCalendar(string version = Calendar) =>
        new(
            "hanoi",
            1,
            Morning.AddYears(-1),
            version,
            new(2019, 1, 1),
            new(2019, 12, 31),
            [new(new(2019, 9, 2), "off", "Quốc khánh")],
            [.. Weekdays(new(8, 0), new(12, 0)), .. Weekdays(new(13, 0), new(17, 0))],
            [.. Weekdays(new(8, 0), new(12, 0)), .. Weekdays(new(13, 0), new(17, 0))]
        );

    public static ProcedurePublished Procedure(
        string version,
        bool atOnce,
        params RouteStep[] route
    ) =>
        new(
            version.Split('@')[0],
            1,
            Morning.AddYears(-1),
            version,
            "Thủ tục",
            "Lĩnh vực",
            "ward",
            new(2015, 1, 1),
            null,
            new(20, LimitUnit.WorkingDay, null),
            atOnce,
            SupplementRule.Restart,
            "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 4",
            null,
            null,
            null,
            [],
            [],
            route
        );

    public static RouteStep Step(
        string key,
        string kind,
        string actor,
        string system,
        TimeLimit? limit,
        bool optional,
        params string[] after
    ) => new(key, key, kind, actor, system, limit, after, optional);

    public static RouteStep[] BirthRoute =>
        [
            Step("birth", "examine", "competent", "ours", new(1, LimitUnit.SameDay, null), false),
            Step(
                "residence",
                "external",
                "police",
                "police",
                new(15, LimitUnit.CalendarDay, null),
                false,
                "birth"
            ),
            Step(
                "insurance",
                "external",
                "social-insurance",
                "social-insurance",
                new(10, LimitUnit.CalendarDay, null),
                false,
                "birth"
            ),
            Step("sign", "sign", "competent", "ours", null, false, "residence", "insurance"),
        ];

    public static RouteStep[] MaritalRoute =>
        [
            Step("examine", "examine", "competent", "ours", null, false),
            Step(
                "ask-ward",
                "question",
                "chosen",
                "ours",
                new(3, LimitUnit.WorkingDay, null),
                true,
                "examine"
            ),
            Step("sign", "sign", "competent", "ours", null, false, "examine", "ask-ward"),
        ];

    public static AgencyRegistered Agency(
        string id,
        string kind = "ward",
        string system = "ours",
        DateOnly? from = null,
        DateOnly? to = null,
        string? parent = "quan-hoan-kiem",
        long sequence = 1,
        params string[] serves
    ) =>
        new(
            id,
            sequence,
            Morning.AddYears(-1),
            kind,
            id,
            null,
            null,
            from,
            to,
            parent,
            system,
            serves,
            false
        );

    public static AgencyRegistered[] Agencies =>
        [
            Agency("quan-hoan-kiem", "district", to: LastDay, parent: "hanoi"),
            Agency("hang-bac", to: LastDay),
            Agency("hang-bong", to: LastDay),
            Agency("tu-phap", "specialised", to: LastDay),
            Agency("cong-an-quan", "external", "police", to: new(2025, 2, 28), parent: null),
            Agency("bhxh-quan", "external", "social-insurance", to: LastDay, parent: null),
            Agency("hoan-kiem", from: FirstDay, parent: "hanoi"),
            Agency("cua-nam", from: FirstDay, parent: "hanoi"),
        ];

    public static readonly DateOnly LastDay = new(2025, 6, 30);
    public static readonly DateOnly FirstDay = new(2025, 7, 1);

    public static AgencySucceeded Succeeded(
        string agency,
        bool whole,
        params string[] successors
    ) =>
        new(
            agency,
            2,
            Morning.AddYears(-1),
            [.. successors.Select(s => new Successor(s, whole))],
            FirstDay
        );

    public static DossierAccepted Accepted(
        string version,
        string decidedBy = "hang-bac",
        string? receivedBy = null,
        bool onPaper = false,
        bool atOnce = false,
        DateTimeOffset? at = null,
        DateTimeOffset? due = null,
        Guid? dossier = null,
        string calendar = Calendar
    ) =>
        new(
            dossier ?? Guid.NewGuid(),
            1,
            at ?? Morning,
            null,
            "000.00.61.H26-190514-0001",
            version.Split('@')[0],
            version,
            Regime.R1,
            Channel.Counter,
            receivedBy ?? decidedBy,
            receivedBy ?? decidedBy,
            decidedBy,
            null,
            null,
            due ?? Local(17, 17),
            new(3, LimitUnit.WorkingDay, null),
            calendar,
            atOnce,
            onPaper,
            Delivery.Counter
        );

    private static IEnumerable<OfficeHours> Weekdays(TimeOnly opens, TimeOnly closes) =>
        Enumerable.Range(1, 5).Select(day => new OfficeHours((DayOfWeek)day, opens, closes));
}
