using HoanKiem.Routing.Cases;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Routing;

/// <summary>What Routing says no to, and why.</summary>
internal static class Refusals
{
    private static readonly ProblemType CaseClosed = new(
        "case-closed",
        409,
        "Hồ sơ xử lý đã kết thúc",
        "The case is closed"
    );
    private static readonly ProblemType StepNotOpenType = new(
        "step-not-open",
        409,
        "Bước xử lý không ở trạng thái chờ thực hiện",
        "The step is not open"
    );
    private static readonly ProblemType StepWaitsType = new(
        "step-waits",
        409,
        "Bước xử lý đang tạm dừng chờ công dân",
        "The step waits for the citizen"
    );
    private static readonly ProblemType OpinionOpenType = new(
        "opinion-open",
        409,
        "Chưa có ý kiến của cơ quan được hỏi",
        "An opinion is still awaited"
    );
    private static readonly ProblemType NotReadyToSignType = new(
        "not-ready-to-sign",
        409,
        "Chưa đến bước ký duyệt",
        "There is nothing to sign yet"
    );
    private static readonly ProblemType WrongStepKind = new(
        "wrong-step-kind",
        422,
        "Thao tác không phù hợp với bước xử lý",
        "Not for this kind of step"
    );
    private static readonly ProblemType KeptElsewhereType = new(
        "step-kept-elsewhere",
        422,
        "Bước này được xử lý ở hệ thống khác",
        "The step is kept in another system"
    );
    private static readonly ProblemType ReasonRequiredType = new(
        "refusal-reason-required",
        422,
        "Từ chối phải nêu lý do",
        "A refusal needs a reason"
    );
    private static readonly ProblemType UnknownAgencyType = new(
        "unknown-agency",
        422,
        "Không có cơ quan này trong ngày",
        "There is no such agency on the day"
    );
    private static readonly ProblemType AlreadyDone = new(
        "already-done",
        409,
        "Việc này đã được thực hiện",
        "This has already been done"
    );
    private static readonly ProblemType NoOptionalStepType = new(
        "no-optional-step",
        422,
        "Quy trình không có bước tùy chọn này",
        "The route has no such optional step"
    );
    private static readonly ProblemType ChoiceRequiredType = new(
        "choice-required",
        422,
        "Phải chọn cơ quan",
        "An agency must be chosen"
    );

    public static Refusal? IfClosed(Case of) =>
        of.IsOpen
            ? null
            : CaseClosed
                .Because(
                    "Không còn thao tác nào được phép trên hồ sơ xử lý này.",
                    "Nothing more can be done with this case."
                )
                .With("phase", of.Phase.ToString().ToLowerInvariant());

    public static Refusal NotYours() =>
        Problems.Forbidden.Because(
            "Vai trò của bạn ở cơ quan này không được làm việc đó.",
            "Your role in this agency may not do that."
        );

    public static Refusal StepNotOpen(Step step) =>
        StepNotOpenType
            .Because("Bước này chưa bắt đầu hoặc đã kết thúc.", "It has not started or has ended.")
            .With("state", step.State.ToString().ToLowerInvariant());

    public static Refusal StepWaits(Step step) =>
        StepWaitsType
            .Because(
                "Chờ công dân bổ sung giấy tờ hoặc nộp phí, lệ phí.",
                "It waits for papers or for money."
            )
            .With(
                "waitsFor",
                step.Waits.Where(w => w.To is null)
                    .Select(w => w.IsForMoney ? "fee" : "supplement")
                    .ToArray()
            );

    public static Refusal OpinionOpen() =>
        OpinionOpenType.Because(
            "Chờ trả lời, hoặc hết thời hạn lấy ý kiến.",
            "Wait for the answer, or until its time has passed."
        );

    public static Refusal NotReadyToSign() =>
        NotReadyToSignType.Because(
            "Các bước trước bước ký duyệt chưa hoàn thành.",
            "The steps before the signature are not done."
        );

    public static Refusal SignedNotCompleted() =>
        WrongStepKind.Because(
            "Bước ký duyệt được hoàn thành bằng quyết định của lãnh đạo.",
            "A signature is given by deciding the case."
        );

    public static Refusal NotGivenAtOnce() =>
        WrongStepKind.Because(
            "Thủ tục này không trả kết quả ngay.",
            "This procedure is not given at once."
        );

    public static Refusal DecisionNumberRequired() =>
        WrongStepKind
            .Because(
                "Trả kết quả ngay cần số của kết quả.",
                "What is given at once needs the number of the result."
            )
            .At("resultNumber", "required");

    public static Refusal OnlyExaminersAsk() =>
        WrongStepKind.Because(
            "Chỉ lấy ý kiến trong bước thẩm định.",
            "Opinions are asked within an examination."
        );

    public static Refusal KeptElsewhere(string system) =>
        KeptElsewhereType
            .Because(
                "Kết quả đến từ hệ thống của cơ quan đó.",
                "Its result comes from that system."
            )
            .With("systemOfRecord", system);

    public static Refusal ReasonRequired() =>
        ReasonRequiredType
            .Because(
                "Cần mã lý do từ chối (Nghị định 61/2018, Điều 19 khoản 8).",
                "The code of the reason is needed (Decree 61/2018, article 19.8)."
            )
            .At("reasonCode", "required");

    public static Refusal UnknownAgency(string agency) =>
        UnknownAgencyType
            .Because(
                "Cơ quan không tồn tại, đã kết thúc hoặc không thể làm việc này.",
                "It does not exist, has ended or cannot do this."
            )
            .With("agency", agency);

    public static Refusal AsksItself() =>
        UnknownAgencyType.Because("Không thể tự hỏi chính mình.", "An agency does not ask itself.");

    public static Refusal AlreadyAnswered() =>
        AlreadyDone.Because("Ý kiến đã được trả lời.", "The question has been answered.");

    public static Refusal AlreadyGiven() =>
        AlreadyDone.Because("Hồ sơ giấy đã được chuyển.", "The papers have been handed over.");

    public static Refusal AlreadyAcknowledged() =>
        AlreadyDone.Because("Hồ sơ giấy đã được xác nhận.", "The papers have been acknowledged.");

    public static Refusal ItemClosed() =>
        AlreadyDone.Because("Việc này đã được giải quyết.", "The item has been closed.");

    public static Refusal NoOptionalStep(string key) =>
        NoOptionalStepType
            .Because("Xem quy trình của thủ tục.", "See the route of the procedure.")
            .With("key", key);

    public static Refusal TooLateForStep(string key) =>
        NoOptionalStepType
            .Because("Bước sau đã bắt đầu.", "What comes after it has started.")
            .With("key", key);

    public static Refusal ChoiceRequired(IReadOnlyList<string> options) =>
        ChoiceRequiredType
            .Because("Chọn một trong các cơ quan được nêu.", "Choose one of those listed.")
            .At("agency", "required")
            .With("options", options);
}
