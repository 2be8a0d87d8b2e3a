using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace HoanKiem.SignIn;

/// <summary>What the token endpoint gave.</summary>
/// <param name="AccessToken">For services.</param>
/// <param name="Lives">How long it lives.</param>
/// <param name="RefreshToken">For the next one, when people signed in.</param>
/// <param name="IdToken">Who signed in, for the client.</param>
public sealed record Grant(
    string AccessToken,
    TimeSpan Lives,
    string? RefreshToken,
    string? IdToken
);

/// <summary>The token endpoint gave nothing.</summary>
public sealed class NotGrantedException(int status, JsonObject answer)
    : Exception($"{status} {answer.ToJsonString()}")
{
    public int Status { get; } = status;

    /// <summary>The error of OAuth, e.g. <c>invalid_grant</c>.</summary>
    public string? Error { get; } = (string?)answer["error"];

    /// <summary>Our problem type.</summary>
    public string? Type { get; } = (string?)answer["type"];
}

/// <summary>The client's side of the protocol: authorization code with PKCE, refresh, client credentials.</summary>
/// <param name="site">The site's origin.</param>
/// <param name="client">Client id.</param>
/// <param name="secret">None for a public client.</param>
/// <param name="handler">What carries the requests.</param>
public sealed class OAuthClient(
    Uri site,
    string client,
    string? secret = null,
    HttpMessageHandler? handler = null
) : IDisposable
{
    private readonly HttpClient _http = handler is null
        ? new HttpClient(Visitor.Plain())
        : new HttpClient(handler, disposeHandler: false);

    /// <summary>A new secret for one request, and what is shown of it beforehand.</summary>
    public static (string Verifier, string Challenge) Proof()
    {
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (
            verifier,
            Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))
        );
    }

    /// <summary>Where to send a person who shall sign in.</summary>
    public string AuthorizeAddress(
        Uri comeBackTo,
        IEnumerable<string> scopes,
        string challenge,
        params IEnumerable<(string Name, string Value)> more
    ) =>
        "/connect/authorize?"
        + string.Join(
            '&',
            new[]
            {
                ("client_id", client),
                ("response_type", "code"),
                ("redirect_uri", comeBackTo.AbsoluteUri),
                ("scope", string.Join(' ', scopes)),
                ("code_challenge", challenge),
                ("code_challenge_method", "S256"),
                ("state", "s"),
            }
                .Concat(more)
                .Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}")
        );

    public Task<Grant> Redeem(string code, Uri cameBackTo, string verifier) =>
        Ask([
            new("grant_type", "authorization_code"),
            new("code", code),
            new("redirect_uri", cameBackTo.AbsoluteUri),
            new("code_verifier", verifier),
        ]);

    public Task<Grant> Refresh(string refreshToken) =>
        Ask([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)]);

    public Task<Grant> AsItself(params IEnumerable<string> scopes) =>
        Ask([new("grant_type", "client_credentials"), new("scope", string.Join(' ', scopes))]);

    /// <summary>Gives a refresh token back; the HTTP status.</summary>
    public async Task<int> Revoke(string token)
    {
        using var form = Form([new("token", token)]);
        using var answer = await _http.PostAsync(new Uri(site, "/connect/revoke"), form);
        return (int)answer.StatusCode;
    }

    public void Dispose() => _http.Dispose();

    private async Task<Grant> Ask(IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var form = Form(fields);
        using var answer = await _http.PostAsync(new Uri(site, "/connect/token"), form);
        if ((int)answer.StatusCode >= 500 || answer.Content.Headers.ContentType is null)
            throw new HttpRequestException($"The token endpoint answers {(int)answer.StatusCode}.");
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        return answer.IsSuccessStatusCode
            ? new Grant(
                (string)body["access_token"]!,
                TimeSpan.FromSeconds((int)body["expires_in"]!),
                (string?)body["refresh_token"],
                (string?)body["id_token"]
            )
            : throw new NotGrantedException((int)answer.StatusCode, body);
    }

    private FormUrlEncodedContent Form(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var all = fields.Append(new("client_id", client));
        return new FormUrlEncodedContent(
            secret is null ? all : all.Append(new("client_secret", secret))
        );
    }
}
