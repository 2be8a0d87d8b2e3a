using HoanKiem.ServiceDefaults;

namespace HoanKiem.Catalogue;

/// <summary>Why the catalogue says no. General problems are in <see cref="Problems"/>.</summary>
internal static class Refusals
{
    public static readonly ProblemType ProcedureUnknown = new(
        "procedure-not-found",
        404,
        "Không có thủ tục hành chính này",
        "There is no such procedure"
    );

    public static readonly ProblemType ProcedureNotInForce = new(
        "procedure-not-in-force",
        404,
        "Thủ tục không có hiệu lực vào ngày này",
        "The procedure is not in force on this day"
    );

    public static readonly ProblemType AgencyUnknown = new(
        "agency-not-found",
        404,
        "Không có cơ quan này",
        "There is no such agency"
    );

    public static readonly ProblemType AgencyNotInForce = new(
        "agency-not-in-force",
        422,
        "Cơ quan không hoạt động vào ngày này",
        "The agency does not exist on this day"
    );

    public static readonly ProblemType CalendarUnknown = new(
        "calendar-unknown",
        404,
        "Chưa công bố lịch làm việc này",
        "No such calendar has been published"
    );

    public static readonly ProblemType VersionOutOfOrder = new(
        "procedure-version-out-of-order",
        422,
        "Phiên bản mới phải bắt đầu sau phiên bản đang có",
        "A new version must begin after those on file"
    );

    public static readonly ProblemType RouteUnsound = new(
        "route-unsound",
        422,
        "Quy trình không hợp lệ",
        "The route is not sound"
    );

    public static readonly ProblemType ProcedureWithdrawn = new(
        "procedure-withdrawn",
        422,
        "Thủ tục đã hết hiệu lực",
        "The procedure has already ended"
    );

    public static readonly ProblemType ImportRefused = new(
        "import-refused",
        422,
        "Tệp nhập có dòng sai, chưa nhập gì",
        "The files have bad rows; nothing was imported"
    );

    public static Refusal UnknownProcedure(string code) =>
        ProcedureUnknown.Because(
            $"Danh mục không có mã “{code}”.",
            $"The catalogue has no code \"{code}\"."
        );

    public static Refusal NotInForce(string code, DateOnly on, string? replacedBy) =>
        ProcedureNotInForce
            .Because(
                $"Ngày {on:dd/MM/yyyy} thủ tục {code} không có hiệu lực{(replacedBy is null ? "" : $"; thay bằng {replacedBy}")}.",
                $"On {on:yyyy-MM-dd} {code} is not in force{(replacedBy is null ? "" : $"; replaced by {replacedBy}")}."
            )
            .With("replacedBy", replacedBy);

    public static Refusal UnknownAgency(string id) =>
        AgencyUnknown
            .Because($"Không có cơ quan “{id}”.", $"There is no agency \"{id}\".")
            .At("agency", "unknown");

    public static Refusal NoAgency(string id, DateOnly on) =>
        AgencyNotInForce
            .Because(
                $"Ngày {on:dd/MM/yyyy} không có cơ quan “{id}”.",
                $"There is no agency \"{id}\" on {on:yyyy-MM-dd}."
            )
            .At("agency", "not-in-force");

    public static Refusal UnknownCalendar(string name) =>
        CalendarUnknown.Because(
            $"Không có lịch làm việc “{name}”.",
            $"There is no calendar \"{name}\"."
        );

    public static Refusal OutOfOrder(DateOnly latest) =>
        VersionOutOfOrder
            .Because(
                $"Phiên bản mới nhất bắt đầu ngày {latest:dd/MM/yyyy}.",
                $"The newest version begins on {latest:yyyy-MM-dd}."
            )
            .At("validFrom", "order");

    public static Refusal Unsound(string vi, string en) =>
        RouteUnsound.Because(vi, en).At("route", "unsound");

    public static Refusal AlreadyWithdrawn(DateOnly lastDay) =>
        ProcedureWithdrawn.Because(
            $"Ngày cuối có hiệu lực là {lastDay:dd/MM/yyyy}.",
            $"The last day in force is {lastDay:yyyy-MM-dd}."
        );
}
