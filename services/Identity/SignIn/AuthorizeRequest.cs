using System.Globalization;
using HoanKiem.Identity.Protocol;
using Microsoft.AspNetCore.WebUtilities;

namespace HoanKiem.Identity.SignIn;

/// <summary>A client's request, as the pages carry it along while somebody signs in. It is validated when it comes back, not here.</summary>
/// <param name="Address">Where it is: on this site, at the protocol's endpoint.</param>
/// <param name="Client">Who asks.</param>
/// <param name="Level">The lowest level that will do; 0 when any does.</param>
internal sealed record AuthorizeRequest(string Address, string Client, int Level)
{
    /// <summary>None when it is any other address.</summary>
    public static AuthorizeRequest? Read(string? address)
    {
        const string Start = Issuer.AuthorizePath + "?";
        if (address?.StartsWith(Start, StringComparison.Ordinal) != true)
            return null;
        var asked = QueryHelpers.ParseQuery(address[(Start.Length - 1)..]);
        return new AuthorizeRequest(
            address,
            asked.TryGetValue("client_id", out var client) ? client.ToString() : "",
            LevelOf(asked.TryGetValue("acr_values", out var levels) ? levels.ToString() : null)
        );
    }

    /// <summary>Levels in the order of the client's wish: the lowest of them will do. What is no level of ours is no wish (OpenID Connect Core 3.1.2.1).</summary>
    public static int LevelOf(string? acrValues) =>
        (acrValues ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word =>
                int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
                    ? level
                    : 0
            )
            .Where(level => level is 1 or 2)
            .DefaultIfEmpty()
            .Min();
}
