using HoanKiem.Contracts;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.ServiceDefaults.Tokens;

/// <summary>Validates tokens: issuer Identity, audience this service, keys fetched from Identity and kept.</summary>
public static class ServiceTokens
{
    internal static void Add(WebApplicationBuilder builder, string service)
    {
        var issuer = TokenClaims.IssuerOf(builder.Configuration);
        builder.Services.AddSingleton(new StartupCheck(_ => CheckIssuer(builder, issuer)));
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
                        ValidIssuer = issuer,
                        ValidAudience = service,
                        ValidTypes = [TokenClaims.AccessTokenType],
                        NameClaimType = TokenClaims.Subject,
                        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                        RequireExpirationTime = true,
                        LifetimeValidator = (from, to, _, _) =>
                            IsAlive(clock.GetUtcNow().UtcDateTime, from, to),
                    };
                    options.ConfigurationManager = KeysOf(builder.Configuration);
                    options.Events = new JwtBearerEvents { OnChallenge = TokenProblems.Answer };
                }
            );
    }

    /// <summary>The keys that Identity publishes, fetched from Identity itself, kept while it is away and fetched again when a token names a new one.</summary>
    public static IConfigurationManager<OpenIdConnectConfiguration> KeysOf(
        IConfiguration configuration
    )
    {
        var identity =
            configuration[$"services:{ResourceNames.Identity}:http:0"] ?? "http://localhost:5106";
        return new ConfigurationManager<OpenIdConnectConfiguration>(
            identity.TrimEnd('/') + TokenClaims.KeysPath,
            new KeysOnly(TokenClaims.IssuerOf(configuration)),
            new HttpDocumentRetriever { RequireHttps = false }
        );
    }

    // A default would be an address that nobody can ask.
    private static void CheckIssuer(WebApplicationBuilder builder, string issuer)
    {
        if (
            !builder.Environment.IsDevelopment()
            && !issuer.StartsWith("https://", StringComparison.Ordinal)
        )
            throw new InvalidOperationException(
                "Tokens:Issuer must be set outside Development, to the public https address of the site."
            );
    }

    // Half a minute for clocks of machines that differ.
    private static bool IsAlive(DateTime now, DateTime? from, DateTime? to)
    {
        var skew = TimeSpan.FromSeconds(30);
        return (from is null || from <= now + skew) && to is not null && to > now - skew;
    }

    private sealed class KeysOnly(string issuer)
        : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
            string address,
            IDocumentRetriever retriever,
            CancellationToken cancel
        )
        {
            var configuration = new OpenIdConnectConfiguration { Issuer = issuer };
            var keys = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel));
            foreach (var key in keys.GetSigningKeys())
                configuration.SigningKeys.Add(key);
            return configuration;
        }
    }
}
