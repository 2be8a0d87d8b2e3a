using System.Globalization;
using System.Security.Claims;
using HoanKiem.ServiceDefaults.Tokens;

namespace HoanKiem.Access;

/// <summary>What kind of caller a token names.</summary>
public enum CallerKind
{
    /// <summary>Nobody signed in.</summary>
    Anonymous,

    /// <summary>A citizen (công dân), or a legal person.</summary>
    Citizen,

    /// <summary>An officer (cán bộ, công chức); what they may do is in <c>reach</c>.</summary>
    Officer,

    /// <summary>A system: the national portal, a carrier, another agency.</summary>
    Client,
}

/// <summary>Who calls, from the validated token: a parameter of a handler. It says nothing about rights.</summary>
/// <param name="Subject">Stable and opaque; empty for nobody.</param>
/// <param name="Kind">Which kind.</param>
/// <param name="Assurance">Assurance level of the sign-in, 1 to 3; 0 when the token does not say.</param>
public sealed record Caller(string Subject, CallerKind Kind, int Assurance)
{
    /// <summary>Nobody signed in.</summary>
    public static Caller Nobody { get; } = new("", CallerKind.Anonymous, 0);

    /// <summary>The kind as it stands in tokens and in the database's scope.</summary>
    public string KindName => NameOf(Kind);

    /// <summary>Reads the claims of a validated token.</summary>
    public static Caller Of(ClaimsPrincipal? user)
    {
        if (user?.FindFirstValue(TokenClaims.Subject) is not { Length: > 0 } subject)
            return Nobody;
        var kind = user.FindFirstValue(TokenClaims.Kind) switch
        {
            "citizen" => CallerKind.Citizen,
            "officer" => CallerKind.Officer,
            "client" => CallerKind.Client,
            _ => CallerKind.Anonymous,
        };
        _ = int.TryParse(
            user.FindFirstValue(TokenClaims.Assurance),
            CultureInfo.InvariantCulture,
            out var assurance
        );
        return kind == CallerKind.Anonymous ? Nobody : new Caller(subject, kind, assurance);
    }

    internal static string NameOf(CallerKind kind) =>
        kind switch
        {
            CallerKind.Citizen => "citizen",
            CallerKind.Officer => "officer",
            CallerKind.Client => "client",
            _ => "",
        };
}
