using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.ServiceDefaults.Tokens;

/// <summary>
/// How surely a sign-in says who somebody is: the levels 1 and 2 of an account of electronic identification (Nghị định 69/2024/NĐ-CP).
/// Level 1 may look and prepare; what has legal effect, or shows somebody's papers, wants level 2: the portal must authenticate whoever files
/// online (Thông tư 01/2018/TT-VPCP, Điều 16.2.b; Thông tư 22/2019/TT-BTTTT, Điều 6.1.e) and shows own papers only to those it has
/// authenticated (Thông tư 01/2018/TT-VPCP, Điều 16.2.d). Officers always need level 2.
/// </summary>
public static class Assurance
{
    /// <summary>Registered by oneself.</summary>
    public const int Low = 1;

    /// <summary>Registered in person, compared with the face and the fingerprints on file.</summary>
    public const int High = 2;

    /// <summary>
    /// The endpoint wants people signed in at this level or higher; others are told which level is wanted (RFC 9470) and may sign in again.
    /// Systems have no level: they stand for themselves, by their own secret.
    /// </summary>
    public static TBuilder RequireAssurance<TBuilder>(this TBuilder endpoint, int level)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new AssuranceRequired(level)));
        return endpoint;
    }

    /// <summary>The level of a sign-in; 0 when the token does not say.</summary>
    public static int Of(ClaimsPrincipal user) =>
        int.TryParse(
            user.FindFirstValue(TokenClaims.Assurance),
            CultureInfo.InvariantCulture,
            out var level
        )
            ? level
            : 0;
}

/// <summary>The level that an endpoint wants.</summary>
/// <param name="Level">1 or 2.</param>
internal sealed record AssuranceRequired(int Level);

/// <summary>After authorization and before anything reads the body.</summary>
internal sealed class AssuranceMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var wanted = http.User.FindFirstValue(TokenClaims.Kind) switch
        {
            "officer" when IsClosed(http) => Assurance.High,
            "citizen" => http.GetEndpoint()?.Metadata.GetMetadata<AssuranceRequired>()?.Level ?? 0,
            _ => 0,
        };
        if (Assurance.Of(http.User) >= wanted)
            return next(http);

        http.Response.Headers.WWWAuthenticate = string.Create(
            CultureInfo.InvariantCulture,
            $"Bearer error=\"insufficient_user_authentication\", error_description=\"Sign in at level {wanted}\", acr_values=\"{wanted}\""
        );
        return Problems
            .AssuranceTooLow.Because(
                $"Việc này cần đăng nhập bằng tài khoản định danh mức độ {wanted}.",
                $"This needs a sign-in with an identification account of level {wanted}."
            )
            .With("requiredAssurance", wanted)
            .WriteTo(http);
    }

    private static bool IsClosed(HttpContext http) =>
        http.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<IAuthorizeData>() is not null
        && metadata.GetMetadata<IAllowAnonymous>() is null;
}
