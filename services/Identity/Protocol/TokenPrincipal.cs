using System.Globalization;
using System.Security.Claims;
using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.SignIn;
using HoanKiem.ServiceDefaults.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace HoanKiem.Identity.Protocol;

/// <summary>What tokens say. Rights are not among it: those are in each service's <c>reach</c>.</summary>
internal static class TokenPrincipal
{
    /// <summary>Of a person, in a session; the directory has taken something away from them so many times.</summary>
    public static ClaimsPrincipal Of(
        Account account,
        SignInSession session,
        IEnumerable<string> scopes,
        int endings
    )
    {
        var identity = New(account.Subject, account.KindName);
        identity.SetClaim(
            TokenClaims.Assurance,
            session.Assurance.ToString(CultureInfo.InvariantCulture)
        );
        if (endings > 0)
            identity.SetClaim(TokenClaims.Endings, endings);
        identity.SetClaim(TokenClaims.SignedInAt, session.SignedInAt.ToUnixTimeSeconds());
        identity.SetClaim(TokenClaims.Session, session.Id);
        // Only for the client's page: services need no name.
        if (account.UserName is { } name)
            identity.SetClaim(Claims.PreferredUsername, name);
        return For(identity, scopes);
    }

    /// <summary>Of a system that acts for itself.</summary>
    public static ClaimsPrincipal Of(string client, IEnumerable<string> scopes) =>
        For(New(client, "client"), scopes);

    private static ClaimsIdentity New(string subject, string kind)
    {
        var identity = new ClaimsIdentity(
            OpenIddictServerAspNetCoreDefaults.AuthenticationScheme,
            Claims.Name,
            Claims.Role
        );
        identity.SetClaim(Claims.Subject, subject);
        identity.SetClaim(TokenClaims.Kind, kind);
        return identity;
    }

    private static ClaimsPrincipal For(ClaimsIdentity identity, IEnumerable<string> scopes)
    {
        var asked = scopes.ToList();
        identity.SetScopes(asked);
        identity.SetResources(asked.Intersect(Client.Services));
        identity.SetDestinations(claim =>
            claim.Type == Claims.PreferredUsername
                ? asked.Contains(Scopes.Profile)
                    ? [Destinations.IdentityToken]
                    : []
                : [Destinations.AccessToken, Destinations.IdentityToken]
        );
        return new ClaimsPrincipal(identity);
    }
}
