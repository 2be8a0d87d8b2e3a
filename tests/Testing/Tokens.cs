using System.Security.Claims;
using System.Security.Cryptography;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Testing;

/// <summary>Real tokens, signed by a key of this process that the service under test is told to trust.</summary>
public static class Tokens
{
    private static readonly ECDsaSecurityKey Key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256))
    {
        KeyId = "test",
    };

    /// <summary>A token as Identity would issue it.</summary>
    public static string Of(
        string subject,
        string kind,
        string audience,
        DateTimeOffset issuedAt,
        int assurance = 2,
        TimeSpan? lifetime = null,
        int endings = 0,
        string? client = null
    ) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = TokenClaims.AccessTokenType,
                Issuer = TokenClaims.Issuer,
                Audience = audience,
                IssuedAt = issuedAt.UtcDateTime,
                NotBefore = issuedAt.UtcDateTime,
                Expires = (issuedAt + (lifetime ?? TimeSpan.FromMinutes(5))).UtcDateTime,
                SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
                Subject = new ClaimsIdentity([
                    new Claim(TokenClaims.Subject, subject),
                    new Claim(TokenClaims.Kind, kind),
                    new Claim(
                        TokenClaims.Assurance,
                        assurance.ToString(System.Globalization.CultureInfo.InvariantCulture)
                    ),
                    new Claim(
                        TokenClaims.Endings,
                        endings.ToString(System.Globalization.CultureInfo.InvariantCulture)
                    ),
                    .. client is null
                        ? Array.Empty<Claim>()
                        : [new Claim(TokenClaims.Client, client)],
                ]),
            }
        );

    internal static void TrustTestKey(IServiceCollection services) =>
        services.PostConfigure<JwtBearerOptions>(
            JwtBearerDefaults.AuthenticationScheme,
            options =>
            {
                var keys = new OpenIdConnectConfiguration { Issuer = TokenClaims.Issuer };
                keys.SigningKeys.Add(Key);
                options.ConfigurationManager =
                    new Microsoft.IdentityModel.Protocols.StaticConfigurationManager<OpenIdConnectConfiguration>(
                        keys
                    );
            }
        );
}
