using System.Globalization;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace HoanKiem.Portal.SignIn;

/// <summary>/dang-nhap — the way to Identity's sign-in page and back to where one came from, at the level that is needed there.</summary>
internal static class Door
{
    private const string Path = "/dang-nhap";

    public static void Map(WebApplication app)
    {
        app.MapGet(Path, Open).AllowAnonymous().ExcludeFromDescription();
        EndedSessions.Map(app);
    }

    /// <summary>Address of the door, with the way back and the level.</summary>
    public static string Address(string back, int level) =>
        Path
        + QueryString.Create([
            KeyValuePair.Create("ve", (string?)back),
            KeyValuePair.Create("muc", (string?)level.ToString(CultureInfo.InvariantCulture)),
        ]);

    private static IResult Open(HttpContext http, SiteIssuer issuer, string? ve, int? muc)
    {
        // The cookie that holds the way back belongs to one name of the site: who came by another goes on under this one.
        if (
            !string.Equals(
                http.Request.Host.Value,
                issuer.Site.Authority,
                StringComparison.OrdinalIgnoreCase
            )
        )
            return Results.Redirect(
                new Uri(issuer.Site, Path + http.Request.QueryString).AbsoluteUri
            );

        var (user, wanted) = (http.User, Math.Clamp(muc ?? 1, 1, 2));
        if (user.IsSignedIn() && user.Level() >= wanted)
            return Results.LocalRedirect(
                IsLocal(ve) ? ve!
                : user.IsOfficer() ? "/can-bo/tiep-nhan"
                : "/"
            );
        var properties = new AuthenticationProperties
        {
            RedirectUri = Path + QueryString.Create("ve", IsLocal(ve) ? ve! : ""),
        };
        if (wanted > Assurance.Low)
            properties.SetParameter(
                TokenClaims.Assurance,
                wanted.ToString(CultureInfo.InvariantCulture)
            );
        return Results.Challenge(properties, [OpenIdConnectDefaults.AuthenticationScheme]);
    }

    private static bool IsLocal(string? address) =>
        address is ['/', ..]
        && !address.StartsWith("//", StringComparison.Ordinal)
        && !address.StartsWith("/\\", StringComparison.Ordinal);
}
