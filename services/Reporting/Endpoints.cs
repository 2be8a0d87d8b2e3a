using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Reporting.Audits;
using HoanKiem.Reporting.Figures;
using HoanKiem.Reporting.OnTime;

namespace HoanKiem.Reporting;

/// <summary>Everything that Reporting does over HTTP.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app)
    {
        var onTime = app.MapGroup("/v1/on-time")
            .WithTags("On time")
            .RequireAuthorization()
            .NotAudited("counts");
        GetOnTimeTable.Map(onTime);

        var figures = app.MapGroup("/v1/figures")
            .WithTags("Figures")
            .RequireAuthorization()
            .NotAudited("counts");
        GetFigures.Map(figures);

        var heads = app.MapGroup("/v1/audit-heads")
            .WithTags("Audit")
            .RequireAuthorization(Policies.Officer)
            .NotAudited("hashes");
        ListAuditHeads.Map(heads);
    }
}
