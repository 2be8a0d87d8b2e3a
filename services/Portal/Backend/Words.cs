using System.Globalization;
using System.Text;
using HoanKiem.WorkingTime;

namespace HoanKiem.Portal.Backend;

/// <summary>How moments, numbers and the services' codes are written on a page.</summary>
internal static class Words
{
    // Written out: a machine without the ICU data would know no vi-VN.
    private static readonly NumberFormatInfo Vietnamese = new()
    {
        NumberGroupSeparator = ".",
        NumberDecimalSeparator = ",",
    };

    /// <summary>08:05 ngày 14/05/2019, local time.</summary>
    public static string Moment(DateTimeOffset? moment) =>
        moment is { } at
            ? LegalZone
                .ToLocal(at)
                .ToString("HH:mm 'ngày' dd/MM/yyyy", CultureInfo.InvariantCulture)
            : "–";

    /// <summary>14/05/2019.</summary>
    public static string Date(DateOnly? day) =>
        day?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>67.859.</summary>
    public static string Number(long number) => number.ToString("N0", Vietnamese);

    /// <summary>8.000 đồng.</summary>
    public static string Money(long amount) => Number(amount) + " đồng";

    /// <summary>99,98 %.</summary>
    public static string Percent(decimal? percent) =>
        percent is { } share ? share.ToString("0.##", Vietnamese) + " %" : "–";

    /// <summary>2 ngày 3 giờ 5 phút: working time, 8 hours a day.</summary>
    public static string WorkingTime(int minutes)
    {
        var (days, hours, rest) = (minutes / 480, minutes % 480 / 60, minutes % 60);
        string?[] parts =
        [
            days > 0 ? $"{days} ngày" : null,
            hours > 0 ? $"{hours} giờ" : null,
            rest > 0 && days == 0 || minutes == 0 ? $"{rest} phút" : null,
        ];
        return string.Join(' ', parts.OfType<string>()) + " làm việc";
    }

    /// <summary>A limit in both languages.</summary>
    public static (string Vi, string En) Limit(LimitShown? limit)
    {
        var (vi, en) = limit switch
        {
            null => ("Chưa xác định", "Not stated"),
            { Unit: "sameDay" } => ("Trong ngày", "The same day"),
            { Unit: "workingHour" } => (
                $"{limit.Value} giờ làm việc",
                Plural(limit.Value, "working hour")
            ),
            { Unit: "calendarDay" } => ($"{limit.Value} ngày", Plural(limit.Value, "calendar day")),
            _ => ($"{limit.Value} ngày làm việc", Plural(limit.Value, "working day")),
        };
        return limit?.CutOff is { Length: >= 5 } cutOff
            ? (
                $"{vi} (nhận sau {cutOff[..5]} thì tính từ ngày làm việc tiếp theo)",
                $"{en}; what comes after {cutOff[..5]} counts from the next working day"
            )
            : (vi, en);
    }

    private static string Plural(int number, string unit) =>
        number == 1 ? $"1 {unit}" : $"{number} {unit}s";

    public static (string Vi, string En) Level(string level) =>
        level switch
        {
            "ward" => ("Ủy ban nhân dân phường", "Ward people's committee"),
            "district" => ("Ủy ban nhân dân quận", "District people's committee"),
            _ => ("Ủy ban nhân dân quận hoặc phường", "District or ward people's committee"),
        };

    public static (string Vi, string En) Channel(string channel) =>
        channel switch
        {
            "counter" => ("Trực tiếp tại bộ phận một cửa", "At the counter"),
            "online" => ("Trực tuyến", "Online"),
            "nationalPortal" => ("Cổng Dịch vụ công quốc gia", "National portal"),
            "post" => ("Bưu chính công ích", "Public post"),
            _ => (channel, channel),
        };

    public static (string Vi, string En) Delivery(string delivery) =>
        delivery switch
        {
            "counter" => ("Nhận tại bộ phận một cửa", "Collect at the counter"),
            "online" => ("Nhận bản điện tử", "As an electronic document"),
            _ => ("Nhận qua bưu điện", "By public post"),
        };

    public static (string Vi, string En) Outcome(string outcome) =>
        outcome == "granted"
            ? ("Chấp thuận", "Granted")
            : ("Từ chối, có văn bản nêu lý do", "Refused, with reasons in writing");

    public static (string Vi, string En) Timeliness(string timeliness) =>
        timeliness switch
        {
            "early" => ("trước hạn", "early"),
            "late" => ("quá hạn", "late"),
            _ => ("đúng hạn", "on time"),
        };

    public static (string Vi, string En) ResultAt(string place) =>
        place switch
        {
            "atOffice" => (
                "Đang ở bộ phận một cửa, chờ Ông/Bà đến nhận",
                "At the office, waiting for you"
            ),
            "onTheWay" => ("Đang được bưu điện chuyển", "With the postal carrier"),
            "backAtOffice" => (
                "Bưu điện chuyển hoàn; đang ở bộ phận một cửa",
                "Came back from the post; at the office"
            ),
            "lost" => (
                "Bưu điện chưa tìm thấy; bộ phận một cửa sẽ liên hệ",
                "The carrier cannot find it; the office will contact you"
            ),
            "delivered" => ("Đã trao", "Handed over"),
            _ => ("Chưa có", "None yet"),
        };

    /// <summary>What a task waits for.</summary>
    public static string Waits(string code) =>
        code switch
        {
            "supplement" => "công dân bổ sung giấy tờ",
            "fee" => "nộp phí, lệ phí",
            "opinion" => "ý kiến của cơ quan khác",
            "papers" => "hồ sơ giấy đang chuyển đến",
            _ => code,
        };

    /// <summary>Words that begin like a sentence, within one.</summary>
    public static string WithinSentence(string words) =>
        words.Length == 0 ? words : char.ToLowerInvariant(words[0]) + words[1..];

    /// <summary>Why somebody's data is used.</summary>
    public static (string Vi, string En) Purpose(string purpose) =>
        purpose switch
        {
            "procedure" => ("Giải quyết thủ tục", "To handle the procedure"),
            "delivery" => ("Chuyển hồ sơ, kết quả qua bưu điện", "To carry papers or results"),
            "feedback" => ("Lấy ý kiến, trả lời phản ánh", "To hear and answer citizens"),
            "oversight" => ("Thanh tra, kiểm tra", "Inspection"),
            "administration" => ("Vận hành hệ thống", "To keep the system running"),
            "ownData" => ("Trả lời về dữ liệu của chính Ông/Bà", "To answer about your own data"),
            _ => (purpose, purpose),
        };

    /// <summary>Of which kind they are who used it.</summary>
    public static (string Vi, string En) By(string kind) =>
        kind switch
        {
            "officer" => ("Cán bộ", "Officers"),
            "citizen" => ("Công dân có quyền", "The citizen, or who acts for them"),
            "client" => ("Hệ thống khác", "Another system"),
            "holder" => ("Người giữ mã tra cứu", "Whoever holds the look-up code"),
            "onlooker" => ("Người biết số hồ sơ", "Whoever knows the number"),
            _ => (kind, kind),
        };

    /// <summary>What is asked about one's data.</summary>
    public static (string Vi, string En) DataRequest(string kind) =>
        kind switch
        {
            "access" => ("Xem dữ liệu", "Access"),
            "correction" => ("Chỉnh sửa", "Correction"),
            _ => ("Xóa dữ liệu", "Deletion"),
        };

    /// <summary>What a member of a request is called on the page, before the words of its fault.</summary>
    public static string Member(string member) =>
        member switch
        {
            "parties[0].name" => "Họ và tên: ",
            "parties[0].number" => "Số giấy tờ: ",
            "parties[0].phone" => "Số điện thoại: ",
            "parties[0].email" => "Thư điện tử: ",
            "parties[0].address" => "Địa chỉ: ",
            "competentAgency" => "Cơ quan giải quyết: ",
            "receivedAt" => "Nơi tiếp nhận: ",
            "subject" => "Nội dung đề nghị: ",
            "decisionNumber" or "resultNumber" => "Số văn bản: ",
            "reasonCode" or "reason" => "Lý do: ",
            "token" => "Mã đánh giá: ",
            _ => "",
        };

    /// <summary>The id of the field for a member of a request: <c>parties[0].phone</c> becomes <c>parties-0--phone</c>.</summary>
    public static string FieldId(string member) =>
        string.Concat(member.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    /// <summary>A text of a form as the services take it: NFC, one kind of line end, no spaces around; null when nothing is left.</summary>
    public static string? Typed(string? text) =>
        text?.Normalize(NormalizationForm.FormC).ReplaceLineEndings("\n").Trim()
            is { Length: > 0 } clean
            ? clean
            : null;
}
