using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.SignIn;
using HoanKiem.Identity.Tokens;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Secrets;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace HoanKiem.Identity.Protocol;

/// <summary>
/// OpenIddict as the only issuer of tokens: authorization code with PKCE for people, client credentials for systems, refresh tokens that are
/// used once. Access tokens are signed, not encrypted, live five minutes and say who, never what somebody may do.
/// </summary>
internal static class Issuer
{
    public const string AuthorizePath = "/connect/authorize";
    public const string SignOutPath = "/connect/sign-out";

    /// <summary>Lifetime of an access token; nothing can end one sooner.</summary>
    public static readonly TimeSpan AccessToken = TimeSpan.FromMinutes(5);

    public static void Add(WebApplicationBuilder builder)
    {
        OwnKeys.Add(builder);
        var issuer = TokenClaims.IssuerOf(builder.Configuration);
        builder.Services.AddSingleton<Clients>();
        builder.Services.AddSingleton(
            new StartupCheck(provider => provider.GetRequiredService<Clients>())
        );
        builder.Services.AddScoped<RegisterClients>();
        builder
            .Services.AddOpenIddict()
            .AddCore(core =>
                core.UseEntityFrameworkCore()
                    .UseDbContext<IdentityDb>()
                    .ReplaceDefaultEntities<Guid>()
            )
            .AddServer(server =>
            {
                server
                    .SetIssuer(issuer)
                    .SetAuthorizationEndpointUris(AuthorizePath)
                    .SetTokenEndpointUris("/connect/token")
                    .SetRevocationEndpointUris("/connect/revoke")
                    .SetEndSessionEndpointUris(SignOutPath)
                    .SetJsonWebKeySetEndpointUris(Array.Empty<string>()) // GetSigningKeys
                    .AllowAuthorizationCodeFlow()
                    .AllowRefreshTokenFlow()
                    .AllowClientCredentialsFlow()
                    .RequireProofKeyForCodeExchange()
                    .RegisterScopes([.. Client.Services, Scopes.Profile, Scopes.OfflineAccess])
                    .SetAccessTokenLifetime(AccessToken)
                    .SetIdentityTokenLifetime(AccessToken)
                    .SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1))
                    .SetRefreshTokenLifetime(SignInSession.Idle)
                    .SetRefreshTokenReuseLeeway(null)
                    .UseReferenceRefreshTokens()
                    .DisableAccessTokenEncryption();
                // A plain challenge gives nothing to whoever reads the address.
                server.Configure(options =>
                    options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain)
                );
                server
                    .AddEventHandler(TokenSigning.Signs)
                    .AddEventHandler(TokenSigning.Validates)
                    .AddEventHandler(EndReplayed.Descriptor)
                    .AddEventHandler(ExchangeToken.Descriptor)
                    .AddEventHandler(DescribeIssuer.Descriptor)
                    .AddEventHandler(GrantProblems.OfTokens)
                    .AddEventHandler(GrantProblems.OfRevocations);

                var host = server
                    .UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough()
                    .EnableErrorPassthrough();
                // The scheme is that of the issuer's address, which is https outside Development.
                if (builder.Environment.IsDevelopment())
                    host.DisableTransportSecurityRequirement();
            });
        builder
            .Services.AddOptions<OpenIddictServerOptions>()
            .Configure<MasterKey>(
                (options, master) =>
                {
                    // Codes and refresh tokens are read by nobody but us, so their keys need not change with those of access tokens.
                    foreach (var key in master.AllFor("encryption of codes and refresh tokens"))
                        options.EncryptionCredentials.Add(
                            new EncryptingCredentials(
                                new SymmetricSecurityKey(key),
                                SecurityAlgorithms.Aes256KW,
                                SecurityAlgorithms.Aes256CbcHmacSha512
                            )
                        );
                    foreach (var key in master.AllFor("signature of codes and refresh tokens"))
                        options.SigningCredentials.Add(
                            new SigningCredentials(
                                new SymmetricSecurityKey(key),
                                SecurityAlgorithms.HmacSha256
                            )
                        );
                }
            );
        TokenSigning.AddPlaceholder(builder.Services);
    }
}
