using HoanKiem.ServiceDefaults;

namespace HoanKiem.Feedback;

/// <summary>Everything that Feedback refuses, with words for people.</summary>
internal static class Refusals
{
    private static readonly ProblemType Unknown = new(
        "survey-unknown",
        404,
        "Không có phiếu đánh giá này",
        "There is no such survey"
    );

    private static readonly ProblemType Answered = new(
        "survey-answered",
        409,
        "Phiếu đã được trả lời",
        "The survey has been answered"
    );

    private static readonly ProblemType Reason = new(
        "dissatisfaction-reason-required",
        422,
        "Cần nêu lý do",
        "A reason is needed"
    );

    private static readonly ProblemType NoReport = new(
        "report-unknown",
        404,
        "Không có phản ánh, kiến nghị này",
        "There is no such report"
    );

    private static readonly ProblemType ReportDone = new(
        "report-answered",
        409,
        "Phản ánh, kiến nghị đã được trả lời",
        "The report has been answered"
    );

    public static IReadOnlyList<ProblemType> All { get; } =
    [Unknown, Answered, Reason, NoReport, ReportDone];

    public static Refusal SurveyUnknown() =>
        Unknown.Because(
            "Mã đánh giá không đúng hoặc đã hết hiệu lực.",
            "The code is wrong or no longer valid."
        );

    public static Refusal SurveyAnswered() =>
        Answered.Because("Mỗi hồ sơ được đánh giá một lần.", "A dossier is rated once.");

    public static Refusal ReasonNeeded() =>
        Reason
            .Because(
                "Xin cho biết vì sao Ông/Bà không hài lòng.",
                "Please say why you are not satisfied."
            )
            .At("reason", "required");

    public static Refusal ReportUnknown() =>
        NoReport.Because(
            "Phản ánh không tồn tại hoặc không thuộc phạm vi của Ông/Bà.",
            "The report does not exist or is not in your reach."
        );

    public static Refusal ReportAnswered() =>
        ReportDone.Because("Phản ánh này đã có trả lời.", "This report has its answer.");

    /// <summary>The caller may see it but does not work for its agency.</summary>
    public static Refusal NotYours() =>
        Problems.Forbidden.Because(
            "Bạn không làm việc ở cơ quan này.",
            "You do not work for this agency."
        );
}
