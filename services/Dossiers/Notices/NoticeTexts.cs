using System.Globalization;
using HoanKiem.Contracts;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.Notices;

/// <summary>What a notice may say. No names, no numbers of people, not what was decided, and never the look-up code: messages are read on locked screens.</summary>
/// <param name="Code">Dossier number, or the request code until there is one.</param>
/// <param name="DueAt">What the citizen is promised.</param>
/// <param name="Papers">Names of papers that are awaited.</param>
/// <param name="PapersUntil">Last moment for them.</param>
/// <param name="Owed">Whole đồng that are to be paid.</param>
/// <param name="Delivery">How the result goes back.</param>
/// <param name="LookUpPage">Address of the page where a code is typed in.</param>
internal sealed record NoticeFacts(
    string Code,
    DateTimeOffset? DueAt,
    IReadOnlyList<string> Papers,
    DateTimeOffset? PapersUntil,
    long Owed,
    Delivery Delivery,
    string LookUpPage
);

/// <summary>The words of every notice, one table: Vietnamese first, then English.</summary>
internal static class NoticeTexts
{
    private static readonly CultureInfo Vietnamese = CultureInfo.GetCultureInfo("vi-VN");

    /// <summary>Facts that the law or plain decency wants the citizen to hear of (Nghị định 61/2018, Điều 17.2, 19.4, 19.9, 20.4).</summary>
    public static IReadOnlySet<string> Kinds { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "dossierSubmitted",
            "dossierAccepted",
            "dossierRefused",
            "supplementRequested",
            "supplementReceived",
            "feeRequested",
            "feePaid",
            "dueDateExtended",
            "dueDateRecomputed",
            "dossierWithdrawn",
            "processingStopped",
            "dossierResolved",
            "shipmentReturned",
            "resultReturned",
            "surveyOpened",
            "dataRequestAnswered",
        };

    /// <summary>Whether the words speak of papers or money that are awaited.</summary>
    public static bool SaysWhatIsAwaited(string kind) =>
        kind is "supplementRequested" or "feeRequested";

    /// <summary>Both languages, one after the other.</summary>
    public static string Of(string kind, NoticeFacts facts)
    {
        var (vi, en) = Words(kind, facts);
        return $"{vi}\n{en}";
    }

    private static (string Vi, string En) Words(string kind, NoticeFacts facts) =>
        kind switch
        {
            "dossierSubmitted" => (
                $"Đã nhận đăng ký hồ sơ {facts.Code}. Bộ phận Một cửa sẽ trả lời trong giờ làm việc.",
                $"Dossier {facts.Code} has come in. The one-stop office will answer within office hours."
            ),
            "dossierAccepted" => facts.DueAt is { } due
                ? (
                    $"Hồ sơ {facts.Code} đã được tiếp nhận. Hẹn trả kết quả: {Vi(due)}.",
                    $"Dossier {facts.Code} is accepted. The result is due {En(due)}."
                )
                : ($"Hồ sơ {facts.Code} đã được tiếp nhận.", $"Dossier {facts.Code} is accepted."),
            "dossierRefused" => (
                $"Hồ sơ {facts.Code} không được tiếp nhận. Lý do ghi trong phiếu từ chối tại {facts.LookUpPage}.",
                $"Dossier {facts.Code} is not accepted. The reason is at {facts.LookUpPage}."
            ),
            "supplementRequested" => (
                $"Hồ sơ {facts.Code} cần bổ sung{List(facts.Papers)}{Until(facts.PapersUntil, " trước ", Vi)}.",
                $"Dossier {facts.Code} needs more papers{List(facts.Papers)}{Until(facts.PapersUntil, " by ", En)}."
            ),
            "supplementReceived" => (
                $"Đã nhận giấy tờ bổ sung của hồ sơ {facts.Code}.{Until(facts.DueAt, " Hẹn trả kết quả: ", Vi, ".")}",
                $"The papers for dossier {facts.Code} have arrived.{Until(facts.DueAt, " The result is due ", En, ".")}"
            ),
            "feeRequested" => (
                $"Hồ sơ {facts.Code}: đề nghị nộp phí, lệ phí{Money(facts.Owed, "đồng", Vietnamese)}.",
                $"Dossier {facts.Code}: a fee{Money(facts.Owed, "VND", CultureInfo.InvariantCulture)} is to be paid."
            ),
            "feePaid" => (
                $"Đã nhận phí, lệ phí của hồ sơ {facts.Code}.",
                $"The fee for dossier {facts.Code} has been received."
            ),
            "dueDateExtended" => (
                $"Xin lỗi ông/bà vì hồ sơ {facts.Code} chưa được giải quyết đúng hẹn.{Until(facts.DueAt, " Ngày hẹn mới: ", Vi, ".")}",
                $"We apologise: dossier {facts.Code} will not be settled in time.{Until(facts.DueAt, " The new date is ", En, ".")}"
            ),
            "dueDateRecomputed" => (
                $"Ngày hẹn trả kết quả hồ sơ {facts.Code} được tính lại theo lịch làm việc mới{Until(facts.DueAt, ": ", Vi)}.",
                $"The due date of dossier {facts.Code} was computed again with the new calendar{Until(facts.DueAt, ": ", En)}."
            ),
            "dossierWithdrawn" => (
                $"Hồ sơ {facts.Code} đã được rút theo yêu cầu của ông/bà.",
                $"Dossier {facts.Code} was withdrawn at your request."
            ),
            "processingStopped" => (
                $"Hồ sơ {facts.Code} dừng giải quyết. Lý do ghi tại {facts.LookUpPage}.",
                $"Dossier {facts.Code} was stopped. The reason is at {facts.LookUpPage}."
            ),
            "dossierResolved" => Ready(facts),
            "shipmentReturned" => (
                $"Bưu điện không phát được kết quả hồ sơ {facts.Code}. Kết quả đang ở Bộ phận Một cửa, mời ông/bà đến nhận.",
                $"The result of dossier {facts.Code} came back by post. It can be fetched at the one-stop office."
            ),
            "resultReturned" => (
                $"Kết quả hồ sơ {facts.Code} đã được trả. Cảm ơn ông/bà.",
                $"The result of dossier {facts.Code} was handed over. Thank you."
            ),
            "surveyOpened" => (
                $"Mời ông/bà đánh giá việc giải quyết hồ sơ {facts.Code} tại {facts.LookUpPage}, bằng mã tra cứu trên giấy hẹn.",
                $"Please rate how dossier {facts.Code} was handled at {facts.LookUpPage}, with the look-up code on your receipt."
            ),
            "dataRequestAnswered" => (
                $"Yêu cầu của ông/bà về dữ liệu cá nhân trong hồ sơ {facts.Code} đã được trả lời. Đăng nhập để xem tại {facts.LookUpPage}.",
                $"Your request about personal data in dossier {facts.Code} has been answered. Sign in to see it at {facts.LookUpPage}."
            ),
            _ => (
                $"Hồ sơ {facts.Code} có thay đổi. Xem tại {facts.LookUpPage}.",
                $"Dossier {facts.Code} has changed. See {facts.LookUpPage}."
            ),
        };

    private static (string Vi, string En) Ready(NoticeFacts facts) =>
        facts.Delivery switch
        {
            Delivery.Post => (
                $"Hồ sơ {facts.Code} đã có kết quả, sẽ được gửi đến ông/bà qua bưu điện.",
                $"The result of dossier {facts.Code} is ready and will be sent by post."
            ),
            Delivery.Online => (
                $"Hồ sơ {facts.Code} đã có kết quả điện tử.",
                $"The electronic result of dossier {facts.Code} is ready."
            ),
            _ => (
                $"Hồ sơ {facts.Code} đã có kết quả. Mời ông/bà mang giấy hẹn đến nơi tiếp nhận.",
                $"The result of dossier {facts.Code} is ready. Please bring the receipt to the office."
            ),
        };

    private static string List(IReadOnlyList<string> papers) =>
        papers.Count == 0 ? "" : ": " + string.Join("; ", papers);

    private static string Money(long owed, string unit, CultureInfo culture) =>
        owed == 0 ? "" : $" {owed.ToString("N0", culture)} {unit}";

    private static string Until(
        DateTimeOffset? at,
        string before,
        Func<DateTimeOffset, string> write,
        string after = ""
    ) => at is { } moment ? before + write(moment) + after : "";

    private static string Vi(DateTimeOffset at) =>
        LegalZone.ToLocal(at).ToString("HH'h'mm 'ngày' dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static string En(DateTimeOffset at) =>
        LegalZone.ToLocal(at).ToString("HH:mm 'on' dd/MM/yyyy", CultureInfo.InvariantCulture);
}
