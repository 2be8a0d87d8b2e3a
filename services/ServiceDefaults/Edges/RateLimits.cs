using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.ServiceDefaults.Edges;

/// <summary>How often one of a kind may ask: so many at once, and as many each second again.</summary>
internal sealed class RateLimit
{
    /// <summary>What comes back each second.</summary>
    public int PerSecond { get; set; }

    /// <summary>How long such a second is.</summary>
    public TimeSpan Second { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many may come at once after a rest.</summary>
    public int Burst { get; set; }
}

/// <summary>
/// Section <c>RateLimits</c>. A person who works fast is far below; a program that runs wild is not. On a developer's machine a thousand times
/// as much is allowed, because the demonstration plays a whole town from one address.
/// </summary>
internal sealed class RateLimitOptions
{
    /// <summary>Whoever is not signed in, by address: behind one may be a whole office.</summary>
    public RateLimit Address { get; } = new() { PerSecond = 20, Burst = 400 };

    /// <summary>A person who is signed in.</summary>
    public RateLimit Account { get; } = new() { PerSecond = 20, Burst = 400 };

    /// <summary>Another system: for itself, for all the people who use it together, or by a signature of its own.</summary>
    public RateLimit Client { get; } = new() { PerSecond = 200, Burst = 4000 };
}

/// <summary>An endpoint where other systems bring signed messages, without a token: <see cref="RateLimitOptions.Client"/> holds for their address.</summary>
internal sealed record SystemsExpected;

/// <summary>Limits each caller for itself, in each process for itself: nobody's storm is another one's drought.</summary>
public static class RateLimits
{
    private const int FactorOfDevelopment = 1000;

    /// <summary>The endpoint is for other systems that sign what they bring.</summary>
    public static TBuilder ExpectSystems<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new SystemsExpected()));
        return endpoint;
    }

    internal static void Add(WebApplicationBuilder builder)
    {
        var options = new RateLimitOptions();
        if (builder.Environment.IsDevelopment())
            foreach (var limit in new[] { options.Address, options.Account, options.Client })
                (limit.PerSecond, limit.Burst) = (
                    limit.PerSecond * FactorOfDevelopment,
                    limit.Burst * FactorOfDevelopment
                );
        builder.Services.AddRateLimiter(limiter =>
        {
            builder.Configuration.GetSection("RateLimits").Bind(options);
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(http => Caller(http, options)),
                PartitionedRateLimiter.Create<HttpContext, string>(http => Program(http, options))
            );
            limiter.OnRejected = (context, ct) =>
                new ValueTask(
                    Refuse(
                        context.HttpContext,
                        context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
                            ? wait
                            : TimeSpan.FromSeconds(1)
                    )
                );
        });
    }

    /// <summary>Answers that it was too often, with the time to wait: a problem for programs, a page for people.</summary>
    internal static Task Refuse(HttpContext http, TimeSpan wait)
    {
        var seconds = Seconds(wait);
        var refusal = TooOften(http, wait);
        if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
            return refusal.WriteTo(http);
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="vi">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Xin chờ một lát</title><link rel="stylesheet" href="/portal.css"></head>
            <body><main><h1>Xin chờ một lát <span lang="en">Please wait a moment</span></h1>
            <p>Có quá nhiều yêu cầu từ nơi Ông/Bà đang truy cập. Hãy thử lại sau {seconds} giây. <span lang="en">There were too many requests from where you are. Try again in {seconds} seconds.</span></p></main></body>
            </html>
            """
        );
    }

    /// <summary>The same as a refusal.</summary>
    internal static Refusal TooOften(HttpContext http, TimeSpan wait)
    {
        var seconds = Seconds(wait);
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems
            .TooManyRequests.Because(
                $"Hãy thử lại sau {seconds} giây.",
                $"Try again in {seconds} seconds."
            )
            .With("retryAfter", seconds);
    }

    private static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));

    private static RateLimitPartition<string> Caller(HttpContext http, RateLimitOptions options) =>
        http.User.FindFirstValue(TokenClaims.Subject) is { } subject
            ? http.User.FindFirstValue(TokenClaims.Kind) == "client"
                ? Bucket("client " + subject, options.Client)
                : Bucket("account " + subject, options.Account)
            : http.GetEndpoint()?.Metadata.GetMetadata<SystemsExpected>() is not null
                ? Bucket("system " + Neighbours.AddressOf(http), options.Client)
                : Bucket("address " + Neighbours.AddressOf(http), options.Address);

    // The Portal's people are ours: it has no limit of its own for them.
    private static RateLimitPartition<string> Program(HttpContext http, RateLimitOptions options) =>
        http.User.FindFirstValue(TokenClaims.Client) is { } client
        && client != PortalClient.Id
        && http.User.FindFirstValue(TokenClaims.Kind) != "client"
            ? Bucket(client, options.Client)
            : RateLimitPartition.GetNoLimiter("");

    private static RateLimitPartition<string> Bucket(string who, RateLimit limit) =>
        RateLimitPartition.GetTokenBucketLimiter(
            who,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limit.Burst,
                TokensPerPeriod = limit.PerSecond,
                ReplenishmentPeriod = limit.Second,
                QueueLimit = 0,
                AutoReplenishment = true,
            }
        );
}
