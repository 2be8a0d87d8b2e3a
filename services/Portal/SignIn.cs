using System.Security.Claims;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal;

/// <summary>
/// Who looks at the pages, kept in a cookie. In Development one chooses a person of the demonstration; the real sign-in takes this place later.
/// </summary>
internal static class SignIn
{
    private const string Officer = "officer";

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

    /// <summary>The workbench is for officers; what an officer reaches is decided by the services.</summary>
    public static void Policies(AuthorizationOptions options) =>
        options.AddPolicy(Officer, policy => policy.RequireClaim(TokenClaims.Kind, Officer));

    /// <summary>Which pages want somebody signed in.</summary>
    public static void Protect(RazorPagesOptions options) =>
        options
            .Conventions.AuthorizeFolder("/Officers", Officer)
            .AuthorizeFolder("/Leaders", Officer)
            .AuthorizePage("/Dossiers/HandIn");

    public static ClaimsPrincipal As(string subject, string kind) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(TokenClaims.Subject, subject),
                    new Claim(TokenClaims.Kind, kind),
                    new Claim(TokenClaims.Assurance, "2"),
                ],
                CookieAuthenticationDefaults.AuthenticationScheme
            )
        );

    public static bool IsOfficer(this ClaimsPrincipal user) =>
        user.FindFirstValue(TokenClaims.Kind) == Officer;

    public static string? Subject(this ClaimsPrincipal user) =>
        user.FindFirstValue(TokenClaims.Subject);
}
