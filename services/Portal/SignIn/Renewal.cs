using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Caching.Memory;

namespace HoanKiem.Portal.SignIn;

/// <summary>
/// Renews the person's token a minute before it ends. A refresh token is good once, and a browser may send the same cookie several times, at
/// once or because an answer never reached it: so what came of a refresh token is remembered for as long as its access token lives.
/// </summary>
internal sealed partial class Renewal(
    IHttpClientFactory clients,
    SiteIssuer issuer,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<Renewal> log
) : IDisposable
{
    private const string Until = "expires_at";
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);
    private readonly MemoryCache _renewed = new(new MemoryCacheOptions { SizeLimit = 50_000 });
    private readonly Lock _asking = new();

    /// <summary>At every request with a cookie.</summary>
    public static async Task Validate(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var renewal = services.GetRequiredService<Renewal>();
        var session = context.Principal?.FindFirst(TokenClaims.Session)?.Value;
        if (
            session is null
            || services.GetRequiredService<EndedSessions>().Has(session)
            || !await renewal.Renew(context)
        )
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(
                CookieAuthenticationDefaults.AuthenticationScheme
            );
        }
    }

    public void Dispose() => _renewed.Dispose();

    // False when Identity says that the session is over. While Identity is away the person stays signed in: their token is good to its end.
    private async Task<bool> Renew(CookieValidatePrincipalContext context)
    {
        var tokens = context
            .Properties.GetTokens()
            .ToDictionary(token => token.Name, token => token.Value);
        if (
            !tokens.TryGetValue(Until, out var until)
            || !tokens.TryGetValue("refresh_token", out var refresh)
        )
            return false;
        if (clock.GetUtcNow() < DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) - Early)
            return true;

        var answer = await Once(refresh, context.HttpContext);
        if (answer.Outcome == Outcome.Renewed)
        {
            tokens["access_token"] = answer.AccessToken;
            tokens["refresh_token"] = answer.RefreshToken;
            tokens[Until] = answer.Until.ToString("o", CultureInfo.InvariantCulture);
            context.Properties.StoreTokens(
                tokens.Select(token => new AuthenticationToken
                {
                    Name = token.Key,
                    Value = token.Value,
                })
            );
            context.ShouldRenew = true;
        }

        return answer.Outcome != Outcome.Refused;
    }

    private async Task<Answer> Once(string refresh, HttpContext person)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(refresh)));
        Task<Answer> asked;
        lock (_asking)
            if (!_renewed.TryGetValue(key, out asked!))
            {
                asked = Ask(refresh, person);
                _renewed.Set(
                    key,
                    asked,
                    new MemoryCacheEntryOptions
                    {
                        Size = 1,
                        AbsoluteExpirationRelativeToNow = Remembered,
                    }
                );
            }

        var answer = await asked;
        if (answer.Outcome == Outcome.Silent)
            _renewed.Remove(key);
        return answer;
    }

    // Not cancelled with the request: the answer belongs to whoever asks next, too.
    private async Task<Answer> Ask(string refresh, HttpContext person)
    {
        try
        {
            using var http = clients.CreateClient(nameof(Renewal));
            using var form = new FormUrlEncodedContent([
                new("grant_type", "refresh_token"),
                new("refresh_token", refresh),
                new("client_id", PortalClient.Id),
                new("client_secret", Setup.SecretOf(configuration)),
            ]);
            using var request = new HttpRequestMessage(HttpMethod.Post, issuer.TokenEndpoint)
            {
                Content = form,
            };
            request.PassOnAddress(person);
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.BadRequest)
                return new Answer(Outcome.Refused);
            answer.EnsureSuccessStatusCode();
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return new Answer(
                Outcome.Renewed,
                body.RootElement.GetProperty("access_token").GetString()!,
                body.RootElement.GetProperty("refresh_token").GetString()!,
                clock.GetUtcNow().AddSeconds(body.RootElement.GetProperty("expires_in").GetInt32())
            );
        }
        catch (Exception fault)
            when (fault is HttpRequestException or TaskCanceledException or JsonException)
        {
            LogSilent(log, fault.GetType().Name);
            return new Answer(Outcome.Silent);
        }
    }

    private enum Outcome
    {
        Renewed,
        Refused,
        Silent,
    }

    private sealed record Answer(
        Outcome Outcome,
        string AccessToken = "",
        string RefreshToken = "",
        DateTimeOffset Until = default
    );

    [LoggerMessage(Level = LogLevel.Warning, Message = "Identity renews no token: {Fault}")]
    private static partial void LogSilent(ILogger log, string fault);
}
