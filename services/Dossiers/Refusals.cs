using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Dossiers;

/// <summary>What this service says no to, beside the general problems. Names are never changed.</summary>
internal static class Refusals
{
    /// <summary>There is no such procedure.</summary>
    public static readonly ProblemType UnknownProcedure = new(
        "unknown-procedure",
        422,
        "Không có thủ tục này",
        "There is no such procedure"
    );

    /// <summary>The procedure is not in force on the day.</summary>
    public static readonly ProblemType ProcedureClosed = new(
        "procedure-closed",
        422,
        "Thủ tục không có hiệu lực trong ngày",
        "The procedure is not in force on the day"
    );

    /// <summary>There is no such agency on the day.</summary>
    public static readonly ProblemType UnknownAgency = new(
        "unknown-agency",
        422,
        "Không có cơ quan này trong ngày",
        "There is no such agency on the day"
    );

    /// <summary>Own online intake ended with the district (Nghị định 224/2026, Điều 15.1 i).</summary>
    public static readonly ProblemType FiledOnNationalPortal = new(
        "filed-on-national-portal",
        422,
        "Nộp trên Cổng Dịch vụ công quốc gia",
        "File it on the National Public Service Portal"
    );

    /// <summary>The procedure has no such channel.</summary>
    public static readonly ProblemType ChannelClosed = new(
        "channel-closed",
        422,
        "Thủ tục không nhận hồ sơ theo cách này",
        "The procedure is not taken through this channel"
    );

    /// <summary>A required paper is missing.</summary>
    public static readonly ProblemType PaperMissing = new(
        "paper-missing",
        422,
        "Thiếu giấy tờ bắt buộc",
        "A required paper is missing"
    );

    /// <summary>The procedure has no such paper.</summary>
    public static readonly ProblemType UnknownPaper = new(
        "unknown-paper",
        422,
        "Thủ tục không có giấy tờ này",
        "The procedure has no such paper"
    );

    /// <summary>The procedure has no such fee.</summary>
    public static readonly ProblemType UnknownFee = new(
        "unknown-fee",
        422,
        "Thủ tục không có khoản phí này",
        "The procedure has no such fee"
    );

    /// <summary>The act does not fit the status of the dossier.</summary>
    public static readonly ProblemType NotInThisStatus = new(
        "not-in-this-status",
        422,
        "Không làm được ở trạng thái hiện tại",
        "Not possible in the current status"
    );

    /// <summary>Papers are still awaited.</summary>
    public static readonly ProblemType PapersAwaited = new(
        "papers-awaited",
        422,
        "Đang chờ bổ sung giấy tờ",
        "Papers are still awaited"
    );

    /// <summary>Nothing of the kind is awaited.</summary>
    public static readonly ProblemType NothingAwaited = new(
        "nothing-awaited",
        422,
        "Không có yêu cầu nào đang chờ",
        "Nothing of the kind is awaited"
    );

    /// <summary>There is no due date.</summary>
    public static readonly ProblemType NoDueDate = new(
        "no-due-date",
        422,
        "Hồ sơ không có thời hạn",
        "The dossier has no due date"
    );

    /// <summary>The date was moved once already (Nghị định 61/2018, Điều 19.9).</summary>
    public static readonly ProblemType ApologyTwice = new(
        "apology-already-given",
        422,
        "Đã hẹn lại một lần",
        "The date was moved once already"
    );

    /// <summary>The apology comes too late, or names no later date.</summary>
    public static readonly ProblemType ApologyTooLate = new(
        "apology-not-possible",
        422,
        "Không thể hẹn lại ngày trả kết quả",
        "The date cannot be moved"
    );

    /// <summary>The fee is paid already.</summary>
    public static readonly ProblemType AlreadyPaid = new(
        "already-paid",
        422,
        "Khoản này đã nộp",
        "This fee is paid already"
    );

    /// <summary>Fees are paid in full.</summary>
    public static readonly ProblemType WrongAmount = new(
        "wrong-amount",
        422,
        "Số tiền không khớp",
        "The amount does not match"
    );

    /// <summary>The result is with the carrier.</summary>
    public static readonly ProblemType ResultOnTheWay = new(
        "result-on-the-way",
        422,
        "Kết quả đang được gửi đi",
        "The result is with the carrier"
    );

    /// <summary>No receipt was made out.</summary>
    public static readonly ProblemType NoReceipt = new(
        "no-receipt",
        422,
        "Hồ sơ không lập giấy hẹn",
        "No receipt was made out"
    );

    /// <summary>No working calendar has been published to this service.</summary>
    public static readonly ProblemType NoCalendar = new(
        "no-calendar",
        503,
        "Chưa có lịch làm việc",
        "There is no working calendar yet"
    );

    /// <summary>The number prefix of the agency is not known on the day.</summary>
    public static readonly ProblemType NoNumberPrefix = new(
        "no-number-prefix",
        422,
        "Cơ quan chưa có mã định danh",
        "The agency has no number prefix"
    );

    /// <summary>The open item is closed already.</summary>
    public static readonly ProblemType ItemClosed = new(
        "open-item-closed",
        422,
        "Việc này đã được xử lý",
        "This item is closed already"
    );

    /// <summary>The personal data was destroyed: nothing is left to ask about.</summary>
    public static readonly ProblemType DataErased = new(
        "data-erased",
        422,
        "Dữ liệu cá nhân đã được xóa",
        "The personal data has been erased"
    );

    /// <summary>The same is asked for and waits for its answer.</summary>
    public static readonly ProblemType DataRequestOpen = new(
        "data-request-open",
        422,
        "Yêu cầu cùng loại đang chờ trả lời",
        "A request of this kind is waiting for its answer"
    );

    /// <summary>A request about personal data is answered once.</summary>
    public static readonly ProblemType DataRequestAnswered = new(
        "data-request-answered",
        422,
        "Yêu cầu đã được trả lời",
        "The request has been answered"
    );

    /// <summary>What is kept is shown when the agency has granted access to it.</summary>
    public static readonly ProblemType AccessNotGranted = new(
        "access-not-granted",
        422,
        "Chưa được cấp quyền truy cập dữ liệu",
        "Access to the data has not been granted"
    );

    /// <summary>Nothing is found under such a code or number: the same answer, whichever is wrong.</summary>
    public static readonly ProblemType NothingFound = new(
        "nothing-found",
        404,
        "Không tìm thấy hồ sơ",
        "No dossier is found"
    );

    /// <summary>There is nothing personal in it any more.</summary>
    public static Refusal Erased() =>
        DataErased.Because(
            "Dữ liệu cá nhân của hồ sơ này đã được xóa.",
            "The personal data of this dossier has been erased."
        );

    /// <summary>The caller may see it but not do this.</summary>
    public static Refusal NotYours() =>
        Problems.Forbidden.Because(
            "Tài khoản này không có vai trò cần thiết ở cơ quan này.",
            "This account does not have the role in this agency."
        );

    /// <summary>Names each required paper that is not there.</summary>
    public static Refusal? MissingPapers(
        ProcedurePublished procedure,
        IReadOnlyCollection<string> papers
    )
    {
        var missing = procedure
            .Papers.Where(paper => paper.Required && !papers.Contains(paper.Code))
            .ToList();
        if (missing.Count == 0)
            return null;
        return PaperMissing.Because(
            "Hồ sơ thiếu giấy tờ bắt buộc.",
            "Required papers are missing."
        ) with
        {
            Errors =
            [
                .. missing.Select(paper => new MemberError(
                    "papers",
                    "required",
                    $"Thiếu: {paper.Name} ({paper.Code}).",
                    $"Missing: {paper.Code}."
                )),
            ],
        };
    }
}
