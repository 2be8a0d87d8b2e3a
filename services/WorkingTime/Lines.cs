using System.Globalization;

namespace HoanKiem.WorkingTime;

/// <summary>The words of an explanation, Vietnamese first.</summary>
internal static class Lines
{
    public static DueDateLine OutsideReception(DateTimeOffset at, DateTimeOffset opens) =>
        new(
            LegalZone.DateOf(at),
            Rule.OutsideReception,
            0,
            $"{Moment(at)} ở ngoài giờ tiếp nhận: tính từ {Moment(opens)}.",
            $"{Moment(at)} is outside reception hours: counts as {Moment(opens)}.",
            Law.Reception
        );

    public static DueDateLine CutOff(DateTimeOffset at, TimeOnly cutOff, DateOnly next) =>
        new(
            LegalZone.DateOf(at),
            Rule.CutOff,
            0,
            $"{Moment(at)} là sau {Time(cutOff)}: tính từ ngày làm việc tiếp theo, {Date(next)}.",
            $"{Moment(at)} is after {Time(cutOff)}: counts from the next working day, {Date(next)}.",
            Law.PublishedLimit
        );

    public static DueDateLine ReceptionDay(DateOnly day, bool goesOn) =>
        new(
            day,
            Rule.ReceptionDay,
            0,
            $"{Weekday(day)}, {Date(day)}: ngày {(goesOn ? "đồng hồ chạy lại" : "tiếp nhận")}, không tính.",
            $"{day.DayOfWeek} {Date(day)}: day {(goesOn ? "on which the clock goes on" : "of reception")}, not counted.",
            Law.FirstDay
        );

    public static DueDateLine Day(
        WorkingCalendar calendar,
        DateOnly day,
        LimitUnit unit,
        int number
    )
    {
        var unusual = calendar.UnusualDay(day);
        var makeUp = unusual?.Kind == DayKind.SwapWork && unit == LimitUnit.WorkingDay;
        return new(
            day,
            makeUp ? Rule.MakeUpDay : Rule.Counted,
            1,
            $"{Weekday(day)}, {Date(day)}{(makeUp ? $" ({unusual!.Name})" : "")}: ngày thứ {number}.",
            $"{day.DayOfWeek} {Date(day)}{(makeUp ? $" (make-up day: {unusual!.Name})" : "")}: day {number}.",
            makeUp ? Law.Swap : Law.PublishedLimit
        );
    }

    public static DueDateLine DayOff(WorkingCalendar calendar, DateOnly day) =>
        calendar.UnusualDay(day) is { } off
            ? new(
                day,
                Rule.DayOff,
                0,
                $"{Weekday(day)}, {Date(day)}: {off.Name}, không tính.",
                $"{day.DayOfWeek} {Date(day)}: {English(off.Kind)} ({off.Name}), not counted.",
                BasisOf(off)
            )
            : new(
                day,
                Rule.Weekend,
                0,
                $"{Weekday(day)}, {Date(day)}: ngày nghỉ hằng tuần, không tính.",
                $"{day.DayOfWeek} {Date(day)}: weekend, not counted.",
                Law.FiveDayWeek
            );

    public static DueDateLine Minutes(DateTimeOffset from, DateTimeOffset to, int minutes) =>
        new(
            LegalZone.DateOf(from),
            Rule.Minutes,
            minutes,
            $"{Date(LegalZone.DateOf(from))}, {Time(LegalZone.TimeOf(from))}–{Time(LegalZone.TimeOf(to))}: {minutes} phút.",
            $"{Date(LegalZone.DateOf(from))}, {Time(LegalZone.TimeOf(from))}–{Time(LegalZone.TimeOf(to))}: {minutes} minutes.",
            Law.OfficeHours
        );

    public static DueDateLine Moved(WorkingCalendar calendar, DateOnly last, DateOnly day)
    {
        var name = calendar.UnusualDay(last)?.Name;
        return new(
            day,
            Rule.Moved,
            0,
            $"Ngày cuối, {Date(last)}, là {name ?? "ngày nghỉ hằng tuần"}: chuyển sang ngày làm việc tiếp theo, {Date(day)}.",
            $"The last day, {Date(last)}, is {(name is null ? "a weekend" : $"a day off ({name})")}: moved to the next working day, {Date(day)}.",
            Law.LastDayOff
        );
    }

    public static DueDateLine DueDay(DateTimeOffset due) =>
        new(
            LegalZone.DateOf(due),
            Rule.DueDay,
            0,
            $"Hết hạn lúc hết giờ làm việc: {Moment(due)}.",
            $"The limit ends at closing time: {Moment(due)}.",
            Law.OfficeHours
        );

    public static DueDateLine SameDay(DateTimeOffset due) =>
        DueDay(due) with
        {
            Vietnamese = $"Trả kết quả trong ngày: chậm nhất {Moment(due)}.",
            English = $"Result the same day: {Moment(due)} at the latest.",
            Law = Law.PublishedLimit,
        };

    public static DueDateLine Restart(Stop stop) =>
        new(
            LegalZone.DateOf(stop.To),
            Rule.Restart,
            0,
            $"{Waited(stop)}: thời hạn tính lại từ đầu.",
            $"{WaitedEnglish(stop)}: the limit is counted anew.",
            Law.Supplement
        );

    public static DueDateLine Resume(Stop stop, LimitUnit unit, int left)
    {
        var hours = unit == LimitUnit.WorkingHour;
        return new(
            LegalZone.DateOf(stop.To),
            Rule.Resume,
            0,
            $"{Waited(stop)}: không tính vào thời hạn, còn lại {left} {(hours ? "phút" : "ngày")}.",
            $"{WaitedEnglish(stop)}: not counted, {left} {(hours ? "minutes" : "days")} left.",
            Law.Resume
        );
    }

    public static DueDateLine HandOver(DateTimeOffset receivedAt, DateTimeOffset by) =>
        new(
            LegalZone.DateOf(by),
            Rule.HandOver,
            0,
            $"Tiếp nhận lúc {Moment(receivedAt)}: chuyển hồ sơ giấy chậm nhất {Moment(by)}.",
            $"Received at {Moment(receivedAt)}: the papers are handed over by {Moment(by)}.",
            Law.HandOver
        );

    public static string Moment(DateTimeOffset instant) =>
        LegalZone.ToLocal(instant).ToString("HH:mm dd/MM/yyyy", CultureInfo.InvariantCulture);

    public static string Date(DateOnly date) =>
        date.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static string Waited(Stop stop)
    {
        var what = stop
            .Kinds.Order()
            .Select(k =>
                k switch
                {
                    WaitKind.Papers => "bổ sung hồ sơ",
                    WaitKind.Money => "nộp tiền",
                    _ => "niêm yết công khai",
                }
            );
        return $"Chờ {string.Join(" và ", what)} từ {Moment(stop.From)} đến {Moment(stop.To)}";
    }

    private static string WaitedEnglish(Stop stop)
    {
        var what = stop
            .Kinds.Order()
            .Select(k =>
                k switch
                {
                    WaitKind.Papers => "papers",
                    WaitKind.Money => "money",
                    _ => "public notice",
                }
            );
        return $"Waited for {string.Join(" and ", what)} from {Moment(stop.From)} to {Moment(stop.To)}";
    }

    private static string Time(TimeOnly time) =>
        time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Weekday(DateOnly date) =>
        date.DayOfWeek == DayOfWeek.Sunday
            ? "Chủ nhật"
            : $"Thứ {"Hai Ba Tư Năm Sáu Bảy".Split(' ')[(int)date.DayOfWeek - 1]}";

    private static string English(DayKind kind) =>
        kind switch
        {
            DayKind.Compensatory => "compensatory day off",
            DayKind.SwapOff => "swapped day off",
            _ => "public holiday",
        };

    private static string BasisOf(CalendarDay off) =>
        off switch
        {
            { Kind: DayKind.SwapOff } => Law.Swap,
            { Date: { Month: 11, Day: 24 } } => Law.CultureDay,
            { Date.Year: < 2021 } => Law.HolidaysUntil2020,
            { Kind: DayKind.Compensatory } => Law.Compensation,
            _ => Law.Holidays,
        };
}
