using HoanKiem.Audit;
using HoanKiem.Feedback.Reports;
using HoanKiem.Feedback.Surveys;

namespace HoanKiem.Feedback;

/// <summary>Everything that Feedback does over HTTP.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app)
    {
        var surveys = app.MapGroup("/v1/surveys").WithTags("Surveys");
        AnswerSurvey.Map(surveys.MapGroup("").Audited(Purpose.Feedback));
        GetSatisfaction.Map(surveys.MapGroup("").NotAudited("counts of answers"));

        var reports = app.MapGroup("/v1/reports").WithTags("Reports").Audited(Purpose.Feedback);
        LodgeReport.Map(reports);
        AnswerReport.Map(reports);
        ListReports.Map(reports);
    }
}
