using System.ComponentModel.DataAnnotations;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Identity.Tokens;

/// <summary>
/// POST /v1/development/tokens — a five-minute token for any subject. Mapped in Development only: it stands where the sign-in will be,
/// so that everything behind it works with real tokens from the first day.
/// </summary>
internal static class IssueDevelopmentToken
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <param name="Subject">Who, e.g. <c>clerk.hang-bac</c>.</param>
    /// <param name="Kind"><c>citizen</c>, <c>officer</c> or <c>client</c>.</param>
    /// <param name="Audiences">Services that shall accept it.</param>
    /// <param name="Assurance">Assurance level of the sign-in, 1 to 3.</param>
    public sealed record Request(
        [property: Required, StringLength(100, MinimumLength = 1)] string Subject,
        [property: Required, RegularExpression("citizen|officer|client")] string Kind,
        [property: Required, MinLength(1), MaxLength(10)] IReadOnlyList<string> Audiences,
        [property: Range(1, 3)] int Assurance = 2
    );

    /// <param name="AccessToken">Signed JWT, ES256.</param>
    /// <param name="ExpiresIn">Seconds until it ends.</param>
    public sealed record Response(string AccessToken, int ExpiresIn);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/tokens", Handle)
            .WithName(nameof(IssueDevelopmentToken))
            .WithSummary("A token for any subject, in Development only")
            .AllowAnonymous();

    private static async Task<Ok<Response>> Handle(
        Request request,
        TokenKeys keys,
        IConfiguration configuration,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            TokenType = TokenClaims.AccessTokenType,
            Issuer = TokenClaims.IssuerOf(configuration),
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Claims = new Dictionary<string, object>
            {
                [TokenClaims.Subject] = request.Subject,
                [TokenClaims.Kind] = request.Kind,
                [TokenClaims.Assurance] = request.Assurance.ToString(
                    System.Globalization.CultureInfo.InvariantCulture
                ),
                [JwtRegisteredClaimNames.Aud] = request.Audiences,
            },
            SigningCredentials = await keys.Current(ct),
        };
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            descriptor
        );
        return TypedResults.Ok(new Response(token, (int)Lifetime.TotalSeconds));
    }
}
