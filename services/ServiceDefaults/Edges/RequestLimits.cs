using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Edges;

/// <summary>How large a request may be, in one place. An endpoint that needs more, as for papers, says so itself; so does a member with an attribute.</summary>
public static class RequestLimits
{
    /// <summary>Bytes of a body: JSON is small, papers have endpoints with a limit of their own.</summary>
    public const long Body = 1024 * 1024;

    /// <summary>Characters of a query, and of everything after the path.</summary>
    public const int Query = 4096;

    /// <summary>Bytes of the request line; an address of the sign-in carries a whole request.</summary>
    public const int Line = 8 * 1024;

    /// <summary>How many headers.</summary>
    public const int Headers = 64;

    /// <summary>Bytes of all headers: the sealed cookie of the Portal has some of them.</summary>
    public const int HeaderBytes = 32 * 1024;

    /// <summary>How many fields a form may have.</summary>
    public const int Fields = 256;

    /// <summary>Entries of a list that does not say otherwise.</summary>
    public const int Entries = 1000;

    /// <summary>Characters of a text that does not say otherwise.</summary>
    public const int Text = 10_000;

    internal static void Add(WebApplicationBuilder builder)
    {
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            var limits = options.Limits;
            limits.MaxRequestBodySize = Body;
            limits.MaxRequestLineSize = Line;
            limits.MaxRequestHeaderCount = Headers;
            limits.MaxRequestHeadersTotalSize = HeaderBytes;
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.Configure<FormOptions>(options =>
        {
            options.ValueCountLimit = Fields;
            options.KeyLengthLimit = 256;
            options.ValueLengthLimit = 64 * 1024;
            options.MultipartHeadersCountLimit = 8;
            options.MultipartHeadersLengthLimit = 4096;
        });
    }
}

/// <summary>Refuses bodies and queries that are larger than the endpoint takes before anything reads them.</summary>
internal sealed class RequestLimitMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.QueryString.Value?.Length > RequestLimits.Query)
            return Problems.OfStatus(414).With("limit", RequestLimits.Query).WriteTo(http);
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { } own
            ? own.MaxRequestBodySize
            : RequestLimits.Body;
        return http.Request.ContentLength > limit
            ? Problems.OfStatus(413).With("limit", limit).WriteTo(http)
            : next(http);
    }
}
