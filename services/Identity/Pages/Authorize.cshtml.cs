using HoanKiem.Identity.Protocol;
using HoanKiem.Identity.SignIn;
using HoanKiem.ServiceDefaults.Edges;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace HoanKiem.Identity.Pages;

/// <summary>/connect/authorize — OpenIddict has validated the client's request; here it is seen who is signed in, how surely, and whether they are willing.</summary>
[IgnoreAntiforgeryToken] // other sites send people here; the answer to our own question is checked below
internal sealed class AuthorizeModel(
    Sessions sessions,
    Consents consents,
    Clients clients,
    IAntiforgery antiforgery,
    TimeProvider clock
) : PageModel
{
    /// <summary>Why the request itself was refused; the browser is not sent to an address that nobody vouches for.</summary>
    public string? Refused { get; private set; }

    /// <summary>Who asks for consent.</summary>
    public Client? Client { get; private set; }

    /// <summary>What it wants to do, in words.</summary>
    public IReadOnlyList<(string Vi, string En)> Wishes { get; private set; } = [];

    /// <summary>Whose leave it is: on a shared computer it may be somebody else who is signed in. Who comes from upstream has no user name.</summary>
    public string? SignedInAs { get; private set; }

    /// <summary>The request's own parameters.</summary>
    public IEnumerable<KeyValuePair<string, string>> Asked { get; private set; } = [];

    public Task<IActionResult> OnGet(CancellationToken ct) => Answer(null, ct);

    public async Task<IActionResult> OnPost(string? answer, CancellationToken ct)
    {
        if (answer is not null && !await antiforgery.IsRequestValidAsync(HttpContext))
            return BadRequest();
        return await Answer(answer, ct);
    }

    private async Task<IActionResult> Answer(string? consent, CancellationToken ct)
    {
        if (HttpContext.GetOpenIddictServerResponse() is { Error: { } error })
        {
            Refused = error;
            return Page();
        }

        var request =
            HttpContext.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("The protocol's endpoint is not mapped.");
        Asked = Parameters(request).ToList();
        var found = await sessions.Current(HttpContext);
        if (found is not { } signedIn || !Suffices(signedIn.Session, request))
            return request.HasPromptValue(PromptValues.None)
                ? Refuse(found is null ? Errors.LoginRequired : "unmet_authentication_requirements")
                : Redirect("/connect/dang-nhap" + QueryString.Create("ve", AddressToComeBackTo()));

        var scopes = request.GetScopes();
        Client = clients.Find(request.ClientId!)!;
        if (!Client.Own && consent != "yes")
        {
            if (consent == "no")
                return Refuse(Errors.AccessDenied);
            if (
                request.HasPromptValue(PromptValues.Consent)
                || !await consents.Has(signedIn.Account, Client, scopes, ct)
            )
            {
                if (request.HasPromptValue(PromptValues.None))
                    return Refuse(Errors.ConsentRequired);
                HttpContext.AllowFormsTo(Client.RedirectUris);
                Wishes = Consents.InWords(scopes);
                SignedInAs = signedIn.Account.UserName;
                return Page();
            }
        }

        if (consent == "yes")
            await consents.Give(signedIn.Account, Client, scopes, ct);
        await sessions.See(signedIn.Session, Client.Id, ct);
        return SignIn(
            TokenPrincipal.Of(
                signedIn.Account,
                signedIn.Session,
                scopes,
                await sessions.EndingsOf(signedIn.Account.Subject, ct)
            ),
            OpenIddictServerAspNetCoreDefaults.AuthenticationScheme
        );
    }

    private bool Suffices(SignInSession session, OpenIddictRequest request) =>
        !request.HasPromptValue(PromptValues.Login)
        && session.Assurance >= AuthorizeRequest.LevelOf(request.AcrValues)
        && (
            request.MaxAge is not { } seconds
            || session.SignedInAt.AddSeconds(seconds) >= clock.GetUtcNow()
        );

    // Whoever has just signed in need not do it once more.
    private string AddressToComeBackTo() =>
        Issuer.AuthorizePath
        + QueryString.Create(
            Asked
                .Where(pair => pair is not { Key: "prompt", Value: PromptValues.Login })
                .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))
        );

    private static IEnumerable<KeyValuePair<string, string>> Parameters(
        OpenIddictRequest request
    ) =>
        from parameter in request.GetParameters()
        where parameter.Key is not ("answer" or "__RequestVerificationToken")
        let value = (string?)parameter.Value
        where value is not null
        select KeyValuePair.Create(parameter.Key, value);

    private ForbidResult Refuse(string error) =>
        Forbid(
            new AuthenticationProperties(
                new Dictionary<string, string?>
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
                }
            ),
            OpenIddictServerAspNetCoreDefaults.AuthenticationScheme
        );
}
