namespace HoanKiem.Contracts;

/// <summary>How a dossier came in (kênh tiếp nhận).</summary>
public enum Channel
{
    /// <summary>Over the counter of a reception point (trực tiếp).</summary>
    Counter,

    /// <summary>Through the district's own portal: a channel of the regime that ended on 30/06/2025 (trực tuyến).</summary>
    Online,

    /// <summary>From the National Public Service Portal (Cổng Dịch vụ công quốc gia).</summary>
    NationalPortal,

    /// <summary>Collected by public post (bưu chính công ích).</summary>
    Post,
}

/// <summary>How the citizen chose to get the result (hình thức nhận kết quả).</summary>
public enum Delivery
{
    /// <summary>By hand at a reception point.</summary>
    Counter,

    /// <summary>As a signed electronic document.</summary>
    Online,

    /// <summary>By public post.</summary>
    Post,
}

/// <summary>What was decided. A refusal after examination is a result too (Nghị định 61/2018, Điều 19.8).</summary>
public enum Outcome
{
    /// <summary>What was asked for is given.</summary>
    Granted,

    /// <summary>It is refused after examination, in writing and with reasons.</summary>
    Refused,
}

/// <summary>Local date of the decision against the due date. No limit known means on time.</summary>
public enum Timeliness
{
    /// <summary>Before the due date (trước hạn).</summary>
    Early,

    /// <summary>On the due date, or no due date is known (đúng hạn).</summary>
    OnTime,

    /// <summary>After the due date (quá hạn).</summary>
    Late,
}

/// <summary>The unit of a legal time limit.</summary>
public enum LimitUnit
{
    /// <summary>Minutes of the agency's clock hours, 60 to the hour (giờ làm việc).</summary>
    WorkingHour,

    /// <summary>Working days; the day of reception is not counted (ngày làm việc).</summary>
    WorkingDay,

    /// <summary>Calendar days; the day of reception is not counted, a last day off moves to the next working day (ngày).</summary>
    CalendarDay,

    /// <summary>The same day, or the next working day when received after the cut-off (trong ngày).</summary>
    SameDay,
}

/// <summary>What a request for supplement does to the clock: a dated rule of the procedure.</summary>
public enum SupplementRule
{
    /// <summary>The limit is counted anew once the papers are complete (Nghị định 61/2018, Điều 19.4).</summary>
    Restart,

    /// <summary>Time already used counts, the wait does not.</summary>
    Resume,
}

/// <summary>Which rules of law a dossier was received under; a dossier keeps them for life.</summary>
public enum Regime
{
    /// <summary>Before 21/06/2018.</summary>
    R0,

    /// <summary>From 21/06/2018 to 30/06/2025: the district and its 18 wards.</summary>
    R1,

    /// <summary>From 01/07/2025: five wards and the city centre, no district.</summary>
    R2,
}

/// <summary>The role of an officer in an agency (vai trò).</summary>
public enum OfficerRole
{
    /// <summary>Receives and returns at the counter (cán bộ một cửa).</summary>
    Clerk,

    /// <summary>Examines (chuyên viên).</summary>
    Specialist,

    /// <summary>Signs and answers for the agency and those below it (lãnh đạo).</summary>
    Leader,

    /// <summary>Reads a named set for a named inspection (thanh tra).</summary>
    Inspector,

    /// <summary>Handles complaints, denunciations and reports (cán bộ tiếp công dân).</summary>
    PetitionOfficer,

    /// <summary>Administers the directory and the catalogue (quản trị).</summary>
    Administrator,
}

/// <summary>Stages of an online service (mức độ dịch vụ công trực tuyến); the names changed with the regime, the meaning is dated data.</summary>
public enum OnlineGrade
{
    /// <summary>Level 3 until 2022, afterwards “một phần”.</summary>
    Partial,

    /// <summary>Level 4 until 2022, afterwards “toàn trình”.</summary>
    Full,
}

/// <summary>How far the audit of an agency is in a service: the hash covers every entry before it.</summary>
/// <param name="Agency">The agency; <c>-</c> for what no agency has done.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Hash">Hash of the last one, in hexadecimal.</param>
/// <param name="Day">The day that it closes, when it is that day's last.</param>
public sealed record ChainHead(string Agency, long Entries, string Hash, DateOnly? Day);

/// <summary>What a person asks for who asks about their data (yêu cầu của chủ thể dữ liệu, Luật 91/2025/QH15).</summary>
public enum DataRequestKind
{
    /// <summary>What is kept, what it was used for and who looked (truy cập).</summary>
    Access,

    /// <summary>That something wrong is put right (chỉnh sửa).</summary>
    Correction,

    /// <summary>That it is destroyed (xóa).</summary>
    Erasure,
}
