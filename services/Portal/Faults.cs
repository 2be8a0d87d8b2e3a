using Microsoft.AspNetCore.Diagnostics;

namespace HoanKiem.Portal;

/// <summary>A person gets a page where a program would get problem details.</summary>
internal static class Faults
{
    private const string Page = "/loi";

    public static void Use(WebApplication app)
    {
        app.UseExceptionHandler(Page);
        app.UseStatusCodePagesWithReExecute(Page);
        app.Use(
            (http, next) =>
            {
                if (Gateway.Takes(http))
                    http.Features.Get<IStatusCodePagesFeature>()!.Enabled = false;
                return next(http);
            }
        );
    }
}
