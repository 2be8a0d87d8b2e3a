using Microsoft.Extensions.FileProviders;

namespace HoanKiem.Portal;

/// <summary>The one style sheet, from the assembly. Its address carries a fingerprint, so a browser may keep it for a year.</summary>
internal static class Assets
{
    public static void Add(WebApplicationBuilder builder) =>
        builder.Environment.WebRootFileProvider = new EmbeddedFileProvider(
            typeof(Assets).Assembly,
            "HoanKiem.Portal.wwwroot"
        );

    public static void Use(WebApplication app) =>
        app.UseStaticFiles(
            new StaticFileOptions
            {
                OnPrepareResponse = file =>
                    file.Context.Response.Headers.CacheControl =
                        file.Context.Request.Query.ContainsKey("v")
                            ? "public, max-age=31536000, immutable"
                            : "public, max-age=300",
            }
        );
}
