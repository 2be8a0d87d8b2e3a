using System.Collections.Frozen;

namespace HoanKiem.WorkingTime;

/// <summary>The citations behind the lines of an explanation: stable keys, and how a lawyer writes them.</summary>
public static class Law
{
    /// <summary>The first day is not counted.</summary>
    public const string FirstDay = "blds-2015-147-2";

    /// <summary>A last day off moves the end to the next working day.</summary>
    public const string LastDayOff = "blds-2015-148-5";

    /// <summary>Five working days a week.</summary>
    public const string FiveDayWeek = "qd-188-1999-1";

    /// <summary>Public holidays since 2021.</summary>
    public const string Holidays = "blld-2019-112";

    /// <summary>A holiday on a weekend is compensated, since 2021.</summary>
    public const string Compensation = "blld-2019-111-3";

    /// <summary>Public holidays and their compensation until 2020.</summary>
    public const string HolidaysUntil2020 = "blld-2012-115";

    /// <summary>Ngày Văn hóa Việt Nam, 24/11, since 2026.</summary>
    public const string CultureDay = "nq-28-2026-qh16";

    /// <summary>Swapped days, announced each year.</summary>
    public const string Swap = "hoan-doi";

    /// <summary>Hours of the office, a decision of the agency.</summary>
    public const string OfficeHours = "gio-hanh-chinh";

    /// <summary>Reception.</summary>
    public const string Reception = "nd-61-2018-17";

    /// <summary>The file goes to the deciding agency the same day; after 15:00 first thing on the next.</summary>
    public const string HandOver = "nd-61-2018-18-2";

    /// <summary>A supplement is asked for within 03 working days and the limit is counted anew.</summary>
    public const string Supplement = "nd-61-2018-19-4";

    /// <summary>An opinion has a limit of its own; the dossier's goes on.</summary>
    public const string Opinion = "nd-61-2018-19-5";

    /// <summary>The apology, and a new date at most once.</summary>
    public const string Apology = "nd-61-2018-19-9";

    /// <summary>Waits for money and public notice, and supplements where a rule says so, stop the clock.</summary>
    public const string Resume = "cong-bo-tthc-tam-dung";

    /// <summary>The limit, its unit and its cut-off as published for the procedure.</summary>
    public const string PublishedLimit = "cong-bo-tthc-thoi-han";

    /// <summary>An online dossier is answered within eight working hours.</summary>
    public const string OnlineAnswer = "nd-45-2020-online";

    /// <summary>A person asks for access to their data, for its correction or deletion: answered within two working days.</summary>
    public const string DataProtection = "bvdlcn-91-2025";

    private static readonly FrozenDictionary<string, string> Texts = new Dictionary<string, string>
    {
        [FirstDay] = "Bộ luật Dân sự 2015, Điều 147 khoản 2",
        [LastDayOff] = "Bộ luật Dân sự 2015, Điều 148 khoản 5",
        [FiveDayWeek] = "Quyết định 188/1999/QĐ-TTg, Điều 1",
        [Holidays] = "Bộ luật Lao động 2019, Điều 112",
        [Compensation] = "Bộ luật Lao động 2019, Điều 111 khoản 3",
        [HolidaysUntil2020] = "Bộ luật Lao động 2012, Điều 115",
        [CultureDay] = "Nghị quyết 28/2026/QH16",
        [Swap] = "Thông báo hoán đổi ngày làm việc hằng năm",
        [OfficeHours] = "Giờ làm việc của cơ quan",
        [Reception] = "Nghị định 61/2018/NĐ-CP, Điều 17",
        [HandOver] = "Nghị định 61/2018/NĐ-CP, Điều 18 khoản 2 và khoản 3",
        [Supplement] = "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 4",
        [Opinion] = "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 5",
        [Apology] = "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 9",
        [Resume] = "Quy định về tạm dừng thời hạn của thủ tục",
        [PublishedLimit] = "Thời hạn công bố của thủ tục hành chính",
        [OnlineAnswer] = "Nghị định 45/2020/NĐ-CP (tiếp nhận hồ sơ trực tuyến)",
        [DataProtection] = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 và Nghị định 356/2025/NĐ-CP",
    }.ToFrozenDictionary();

    /// <summary>The citation as it is printed, in Vietnamese: citations are not translated.</summary>
    public static string Cite(string key) => Texts.GetValueOrDefault(key, key);

    /// <summary>All keys.</summary>
    public static IReadOnlyCollection<string> Keys => Texts.Keys;
}
