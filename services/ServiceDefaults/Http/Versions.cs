using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.ServiceDefaults.Http;

/// <summary>
/// The version that the client read, from <c>If-Match: "7"</c>: a parameter of the handler of every update.
/// <c>*</c> means any version.
/// </summary>
/// <param name="Version">The version; null when the header is missing, unreadable or <c>*</c>.</param>
/// <param name="Given">Whether there was a readable header.</param>
public readonly record struct IfMatch(int? Version, bool Given)
{
    /// <summary>Called by the framework; a missing header is refused by <see cref="Versions.RequireIfMatch"/>.</summary>
    public static ValueTask<IfMatch> BindAsync(HttpContext context) =>
        ValueTask.FromResult(Read(context.Request));

    /// <summary>The refusal when the client's version is not the current one; says what the current one is and, if known, who made it.</summary>
    public Refusal? Refuses(int current, string? changedBy = null)
    {
        if (Version is null || Version == current)
            return null;
        var refusal = Problems
            .StaleVersion.Because(
                $"Phiên bản hiện tại là {current}. Hãy tải lại rồi thử lần nữa.",
                $"The current version is {current}. Load it again and try once more."
            )
            .With("currentVersion", current);
        return changedBy is null ? refusal : refusal.With("changedBy", changedBy);
    }

    internal static IfMatch Read(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString().Trim();
        if (header == "*")
            return new IfMatch(null, true);
        return
            header.Length > 2
            && header[0] == '"'
            && header[^1] == '"'
            && int.TryParse(
                header.AsSpan(1, header.Length - 2),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var version
            )
            ? new IfMatch(version, true)
            : default;
    }
}

/// <summary>Marks an endpoint that wants <c>If-Match</c>.</summary>
public sealed class IfMatchRequired;

/// <summary>ETags from the explicit version of a row.</summary>
public static class Versions
{
    /// <summary>The endpoint is refused with 428 unless the client says which version it read.</summary>
    public static RouteHandlerBuilder RequireIfMatch(this RouteHandlerBuilder endpoint) =>
        endpoint
            .WithMetadata(new IfMatchRequired())
            .AddEndpointFilter(
                async (context, next) =>
                    IfMatch.Read(context.HttpContext.Request).Given
                        ? await next(context)
                        : Problems
                            .VersionRequired.Because(
                                "Gửi If-Match với ETag đã nhận.",
                                "Send If-Match with the ETag that you were given."
                            )
                            .ToProblem()
            );

    /// <summary>Sets <c>ETag: "version"</c> on the answer.</summary>
    public static void SetETag(this HttpContext http, int version) =>
        http.Response.Headers.ETag = ETag(version);

    /// <summary>The ETag of a version.</summary>
    public static string ETag(int version) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
