using System.Security.Claims;
using HoanKiem.Identity.SignIn;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;

namespace HoanKiem.Identity.Pages;

/// <summary>
/// /connect/sign-out — the end of a sign-in session, asked for by a client (OpenID Connect RP-Initiated Logout 1.0). A client that shows the
/// session's own ID token has asked already; anybody else could have made the link, so the person is asked.
/// </summary>
[IgnoreAntiforgeryToken] // other sites send people here; the answer to our own question is checked below
internal sealed class SignOutModel(Sessions sessions, SignOuts signOuts, IAntiforgery antiforgery)
    : PageModel
{
    /// <summary>The parameter with which a client asks for the end of all sessions of the person.</summary>
    public const string Everywhere = "everywhere";

    /// <summary>There is nobody to be signed out any more, and nowhere to go back to.</summary>
    public bool Done { get; private set; }

    /// <summary>The request's own parameters.</summary>
    public IEnumerable<KeyValuePair<string, string>> Asked { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (Request() is not { } request)
            return Refused();
        var hint = (
            await HttpContext.AuthenticateAsync(
                OpenIddictServerAspNetCoreDefaults.AuthenticationScheme
            )
        ).Principal;
        var (subject, session) = (
            hint?.FindFirstValue(TokenClaims.Subject),
            hint?.FindFirstValue(TokenClaims.Session)
        );
        var current = await sessions.Current(HttpContext);
        if (subject is not null && session is not null)
            // The browser may have lost its cookie; the session that the token names ends all the same.
            await signOuts.End(subject, session, (string?)request[Everywhere] == "true", ct);
        if (current is null || current.Value.Session.Id == session)
            return await Leave();

        Asked =
        [
            .. from parameter in request.GetParameters()
            let value = (string?)parameter.Value
            where value is not null
            select KeyValuePair.Create(parameter.Key, value),
        ];
        return Page();
    }

    public async Task<IActionResult> OnPost(string? answer, CancellationToken ct)
    {
        if (Request() is null)
            return Refused();
        if (answer is null)
            return await OnGet(ct);
        if (!await antiforgery.IsRequestValidAsync(HttpContext))
            return BadRequest();
        if (await sessions.Current(HttpContext) is { } current)
            await signOuts.End(
                current.Account.Subject,
                current.Session.Id,
                answer == Everywhere,
                ct
            );
        return await Leave();
    }

    private new OpenIddictRequest? Request() =>
        HttpContext.GetOpenIddictServerResponse() is { Error: not null }
            ? null
            : HttpContext.GetOpenIddictServerRequest();

    private async Task<IActionResult> Leave()
    {
        await HttpContext.SignOutAsync(Sessions.Scheme);
        if (Request()?.PostLogoutRedirectUri is not null)
            return SignOut(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        Done = true;
        return Page();
    }

    private BadRequestResult Refused() => BadRequest();
}
