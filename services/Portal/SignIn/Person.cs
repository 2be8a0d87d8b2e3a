using System.Globalization;
using System.Security.Claims;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.SignIn;

/// <summary>Who looks at the pages, as Identity said when they signed in. What they may do is decided by the services.</summary>
internal static class Person
{
    /// <summary>Claim with the user name; who comes from upstream has none.</summary>
    public const string Name = "preferred_username";

    private const string Officer = "officer";

    /// <summary>Claims that are kept of the ID token.</summary>
    public static readonly IReadOnlyList<string> Kept =
    [
        TokenClaims.Subject,
        TokenClaims.Kind,
        TokenClaims.Assurance,
        TokenClaims.SignedInAt,
        TokenClaims.Session,
        Name,
    ];

    /// <summary>The workbench is for officers.</summary>
    public static void Policies(AuthorizationOptions options) =>
        options.AddPolicy(Officer, policy => policy.RequireClaim(TokenClaims.Kind, Officer));

    /// <summary>Which pages want somebody signed in.</summary>
    public static void Protect(RazorPagesOptions options) =>
        options
            .Conventions.AuthorizeFolder("/Officers", Officer)
            .AuthorizeFolder("/Leaders", Officer)
            .AuthorizeFolder("/Own")
            .AuthorizePage("/Dossiers/HandIn");

    public static bool IsOfficer(this ClaimsPrincipal user) =>
        user.FindFirstValue(TokenClaims.Kind) == Officer;

    public static bool IsSignedIn(this ClaimsPrincipal user) =>
        user.FindFirstValue(TokenClaims.Subject) is not null;

    /// <summary>What to call them.</summary>
    public static string ShownName(this ClaimsPrincipal user) =>
        user.FindFirstValue(Name) ?? "Tài khoản";

    public static int Level(this ClaimsPrincipal user) => Assurance.Of(user);

    /// <summary>When they signed in.</summary>
    public static DateTimeOffset? SignedInAt(this ClaimsPrincipal user) =>
        long.TryParse(
            user.FindFirstValue(TokenClaims.SignedInAt),
            CultureInfo.InvariantCulture,
            out var seconds
        )
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
