using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace HoanKiem.Portal;

/// <summary>
/// Who looks at the pages, kept in a cookie. In Development one chooses a person of the demonstration; the real sign-in takes this place later.
/// </summary>
internal static class SignIn
{
    public static void Configure(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "hoankiem";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.LoginPath = "/dang-nhap";
        cookie.AccessDeniedPath = "/dang-nhap";
        cookie.ReturnUrlParameter = "ve";
        cookie.ExpireTimeSpan = TimeSpan.FromHours(8);
    }

    public static ClaimsPrincipal As(string subject, string kind) =>
        new(
            new ClaimsIdentity(
                [new Claim("sub", subject), new Claim("kind", kind)],
                CookieAuthenticationDefaults.AuthenticationScheme
            )
        );
}
