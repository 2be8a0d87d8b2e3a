using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.ServiceDefaults.Edges;

/// <summary>
/// Which other sites' scripts may call the APIs from a browser: those that <c>Cors:Origins</c> names, separated by blanks; none when it names
/// none. They bring tokens, never cookies: nobody's pages can be read or used by another site.
/// </summary>
public static class AllowedOrigins
{
    private const string Setting = "Cors:Origins";
    private const string Policy = "allowed origins";

    /// <summary>Registers the policy.</summary>
    public static void AddAllowedOrigins(this WebApplicationBuilder builder)
    {
        var origins = (builder.Configuration[Setting] ?? "").Split(
            [' ', ','],
            StringSplitOptions.RemoveEmptyEntries
        );
        builder.Services.AddCors(options =>
            options.AddPolicy(
                Policy,
                policy =>
                    policy
                        .WithOrigins(origins)
                        .WithMethods("GET", "POST", "PUT", "DELETE")
                        .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "If-Match")
                        .WithExposedHeaders("ETag", "Location", "Retry-After", "WWW-Authenticate")
                        .SetPreflightMaxAge(TimeSpan.FromMinutes(10))
            )
        );
        builder.Services.AddSingleton(
            new StartupCheck(_ =>
            {
                if (origins.FirstOrDefault(origin => !IsOne(origin, builder.Environment)) is { } no)
                    throw new InvalidOperationException(
                        $"{Setting} names {no}, which is no origin like https://app.example."
                    );
            })
        );
    }

    /// <summary>Answers browsers that ask whether they may, for the addresses that programs use.</summary>
    public static void UseAllowedOrigins(
        this WebApplication app,
        Func<HttpContext, bool> isForPrograms
    ) => app.UseWhen(isForPrograms, programs => programs.UseCors(Policy));

    // Letter for letter what a browser sends: no path, no wildcard, and http only where there is nothing to lose.
    private static bool IsOne(string origin, IHostEnvironment environment) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var address)
        && address.GetLeftPart(UriPartial.Authority) == origin
        && !origin.Contains('*', StringComparison.Ordinal)
        && (
            address.Scheme == Uri.UriSchemeHttps
            || (environment.IsDevelopment() && address.Scheme == Uri.UriSchemeHttp)
        );
}
