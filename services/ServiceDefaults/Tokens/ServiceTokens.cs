using HoanKiem.Contracts;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.ServiceDefaults.Tokens;

/// <summary>Names in the tokens that Identity issues. They live five minutes and carry no rights.</summary>
public static class TokenClaims
{
    /// <summary>The issuer of every token.</summary>
    public const string Issuer = "hoankiem:" + ResourceNames.Identity;

    /// <summary>Who: stable and opaque.</summary>
    public const string Subject = "sub";

    /// <summary><c>citizen</c>, <c>officer</c> or <c>client</c>.</summary>
    public const string Kind = "kind";

    /// <summary>Assurance level of the sign-in, 1 to 3.</summary>
    public const string Assurance = "acr";

    /// <summary>Where Identity publishes its signing keys.</summary>
    public const string KeysPath = "/.well-known/jwks";
}

/// <summary>Validates tokens: issuer Identity, audience this service, keys fetched from Identity and kept.</summary>
internal static class ServiceTokens
{
    public static void Add(WebApplicationBuilder builder, string service)
    {
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddAuthorization();
        builder
            .Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<TimeProvider>(
                (options, clock) =>
                {
                    options.MapInboundClaims = false;
                    options.TimeProvider = clock;
                    options.TokenHandlers.Clear();
                    options.TokenHandlers.Add(new SeenTokens());
                    options.TokenValidationParameters = new TokenValidationParameters
                    {
                        ValidIssuer = TokenClaims.Issuer,
                        ValidAudience = service,
                        NameClaimType = TokenClaims.Subject,
                        ValidAlgorithms =
                        [
                            SecurityAlgorithms.EcdsaSha256,
                            SecurityAlgorithms.RsaSha256,
                        ],
                        RequireExpirationTime = true,
                        LifetimeValidator = (from, to, _, _) =>
                            IsAlive(clock.GetUtcNow().UtcDateTime, from, to),
                    };
                    var identity =
                        builder.Configuration[$"services:{ResourceNames.Identity}:http:0"]
                        ?? "http://localhost:5106";
                    options.ConfigurationManager =
                        new ConfigurationManager<OpenIdConnectConfiguration>(
                            identity.TrimEnd('/') + TokenClaims.KeysPath,
                            new KeysOnly(),
                            new HttpDocumentRetriever { RequireHttps = false }
                        );
                }
            );
    }

    // Half a minute for clocks of machines that differ.
    private static bool IsAlive(DateTime now, DateTime? from, DateTime? to)
    {
        var skew = TimeSpan.FromSeconds(30);
        return (from is null || from <= now + skew) && to is not null && to > now - skew;
    }

    private sealed class KeysOnly : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
            string address,
            IDocumentRetriever retriever,
            CancellationToken cancel
        )
        {
            var configuration = new OpenIdConnectConfiguration { Issuer = TokenClaims.Issuer };
            var keys = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel));
            foreach (var key in keys.GetSigningKeys())
                configuration.SigningKeys.Add(key);
            return configuration;
        }
    }
}
