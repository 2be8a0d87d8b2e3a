using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.ServiceDefaults.Tokens;

/// <summary>What is wrong with a token, in a problem of its own: a client that must only fetch a new one need not guess.</summary>
internal static class TokenProblems
{
    public static async Task Answer(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is not { } fault)
            return; // no token: the answer of every service says so

        context.HandleResponse();
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        await Of(fault, context.Options.TimeProvider!.GetUtcNow().UtcDateTime)
            .WriteTo(context.HttpContext);
    }

    private static Refusal Of(Exception fault, DateTime now) =>
        fault switch
        {
            SecurityTokenInvalidLifetimeException { NotBefore: { } begins } when begins > now =>
                Problems.TokenNotYetValid.Because(
                    "Đồng hồ của máy gửi yêu cầu hoặc của hệ thống bị lệch.",
                    "The clock of the client or of this system is wrong."
                ),
            SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException =>
                Problems.TokenExpired.Because(
                    "Hãy đăng nhập lại hoặc làm mới mã truy cập.",
                    "Sign in again, or fetch a new token."
                ),
            SecurityTokenInvalidAudienceException => Problems.TokenForAnotherService.Because(
                "Hãy xin mã truy cập cho dịch vụ này.",
                "Ask for a token with this service in its audience."
            ),
            _ => Problems.TokenNotOurs.Because(
                "Hãy đăng nhập rồi thử lại.",
                "Sign in and try again."
            ),
        };
}
