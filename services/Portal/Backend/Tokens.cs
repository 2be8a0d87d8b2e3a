using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Tokens;

namespace HoanKiem.Portal.Backend;

/// <summary>
/// The five-minute token of the signed-in person. Until the real sign-in comes it is asked for at Identity's Development endpoint;
/// in Production that endpoint does not exist and nobody is signed in.
/// </summary>
internal sealed class Tokens(
    IHttpClientFactory clients,
    IConfiguration settings,
    TimeProvider clock
)
{
    private static readonly string[] Audiences =
    [
        ResourceNames.Catalogue,
        ResourceNames.Dossiers,
        ResourceNames.Routing,
        ResourceNames.Postal,
        ResourceNames.Feedback,
        ResourceNames.Reporting,
        ResourceNames.Identity,
    ];

    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> _tokens =
        new();

    public async Task<string?> For(ClaimsPrincipal user, CancellationToken ct)
    {
        if (user.FindFirstValue(TokenClaims.Subject) is not { } subject)
            return null;

        var now = clock.GetUtcNow();
        if (_tokens.TryGetValue(subject, out var known) && known.Until > now)
            return known.Token;

        var identity =
            settings[$"services:{ResourceNames.Identity}:http:0"]
            ?? throw new InvalidOperationException("services:identity:http:0 is not set.");
        using var http = clients.CreateClient();
        using var response = await http.PostAsJsonAsync(
            new Uri(new Uri(identity), "/v1/development/tokens"),
            new
            {
                subject,
                kind = user.FindFirstValue(TokenClaims.Kind),
                audiences = Audiences,
                assurance = 2,
            },
            ct
        );
        response.EnsureSuccessStatusCode();
        var token = (string)
            (await response.Content.ReadFromJsonAsync<JsonObject>(ct))!["accessToken"]!;
        _tokens[subject] = (token, now.AddMinutes(4));
        return token;
    }
}
