using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace HoanKiem.Portal.SignIn;

/// <summary>
/// Where Identity is, from two sides: browsers go to the public address of the site, which is the issuer's; the Portal itself asks inside, so
/// that nothing depends on the way out and back in.
/// </summary>
internal sealed class SiteIssuer : IConfigurationManager<OpenIdConnectConfiguration>
{
    private readonly IConfigurationManager<OpenIdConnectConfiguration> _keys;

    public SiteIssuer(IConfiguration configuration)
    {
        _keys = ServiceTokens.KeysOf(configuration);
        Issuer = TokenClaims.IssuerOf(configuration);
        Inside = new Uri(
            configuration[$"services:{ResourceNames.Identity}:http:0"] ?? "http://localhost:5106"
        );
        Site = Issuer.StartsWith("http", StringComparison.Ordinal) ? new Uri(Issuer) : Inside;
    }

    public string Issuer { get; }

    /// <summary>The site as browsers see it.</summary>
    public Uri Site { get; }

    /// <summary>Identity as the Portal sees it.</summary>
    public Uri Inside { get; }

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var known = new OpenIdConnectConfiguration
        {
            Issuer = Issuer,
            AuthorizationEndpoint = new Uri(Site, "/connect/authorize").AbsoluteUri,
            TokenEndpoint = TokenEndpoint.AbsoluteUri,
            EndSessionEndpoint = new Uri(Site, "/connect/sign-out").AbsoluteUri,
        };
        foreach (var key in (await _keys.GetConfigurationAsync(cancel)).SigningKeys)
            known.SigningKeys.Add(key);
        return known;
    }

    public Uri TokenEndpoint => new(Inside, "/connect/token");

    public void RequestRefresh() => _keys.RequestRefresh();
}
