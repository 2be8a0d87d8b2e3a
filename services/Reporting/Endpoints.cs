using HoanKiem.Reporting.OnTime;

namespace HoanKiem.Reporting;

/// <summary>Everything that Reporting does over HTTP.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app)
    {
        var onTime = app.MapGroup("/v1/on-time").WithTags("On time").RequireAuthorization();
        GetOnTimeTable.Map(onTime);
    }
}
