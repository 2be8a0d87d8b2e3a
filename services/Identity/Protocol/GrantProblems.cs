using HoanKiem.ServiceDefaults;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace HoanKiem.Identity.Protocol;

/// <summary>
/// The answers of the protocol's endpoints have the form of their standards (RFC 6749, RFC 7009); <c>type</c>, <c>title</c> and <c>titleEn</c>
/// stand beside it, so that a program that knows our problems need not learn other names.
/// </summary>
internal static class GrantProblems
{
    /// <summary>Somebody has used it before; everything that came of it has ended.</summary>
    public static readonly ProblemType Replayed = new(
        "grant-replayed",
        400,
        "Mã đã được sử dụng",
        "The code or token has been used before"
    );

    /// <summary>It was revoked, its time or its session is over, or the account is disabled.</summary>
    public static readonly ProblemType Ended = new(
        "grant-ended",
        400,
        "Phiên đăng nhập đã kết thúc",
        "The sign-in has ended"
    );

    /// <summary>No such client, or another secret.</summary>
    public static readonly ProblemType ClientRefused = new(
        "client-refused",
        401,
        "Phần mềm không được nhận diện",
        "The client is not recognised"
    );

    /// <summary>Anything else that is wrong with what was sent.</summary>
    public static readonly ProblemType Refused = new(
        "grant-refused",
        400,
        "Không cấp được mã truy cập",
        "No token is given for this"
    );

    public static OpenIddictServerHandlerDescriptor OfTokens { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<ApplyTokenResponseContext>()
            .UseInlineHandler(context => Say(context.Response))
            .SetOrder(int.MinValue + 100_000)
            .Build();

    public static OpenIddictServerHandlerDescriptor OfRevocations { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<ApplyRevocationResponseContext>()
            .UseInlineHandler(context => Say(context.Response))
            .SetOrder(int.MinValue + 100_000)
            .Build();

    private static ValueTask Say(OpenIddictResponse response)
    {
        if (response.Error is null)
            return default;
        var problem = Of(response.Error, response.ErrorUri);
        response.ErrorUri = null;
        response["type"] = problem.Urn;
        response["title"] = problem.Title;
        response["titleEn"] = problem.TitleEn;
        return default;
    }

    // OpenIddict names its reasons by the end of the address of their explanation.
    private static ProblemType Of(string error, string? reason) =>
        reason?.Split('/')[^1] switch
        {
            "ID2010" or "ID2012" => Replayed,
            "ID2016" or "ID2018" or "ID2020" or "ID2022" => Ended,
            { } own when own == Replayed.Urn => Replayed,
            { } own when own == Ended.Urn => Ended,
            _ => error is Errors.InvalidClient ? ClientRefused : Refused,
        };
}
