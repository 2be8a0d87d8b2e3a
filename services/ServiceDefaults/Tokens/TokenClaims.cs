using HoanKiem.Contracts;
using Microsoft.Extensions.Configuration;

namespace HoanKiem.ServiceDefaults.Tokens;

/// <summary>Names in the tokens that Identity issues. They live five minutes and carry no rights.</summary>
public static class TokenClaims
{
    /// <summary>The issuer of every token where <c>Tokens:Issuer</c> does not say otherwise: in tests.</summary>
    public const string Issuer = "hoankiem:" + ResourceNames.Identity;

    /// <summary>The kind of token that services take (RFC 9068): not one that tells a client who signed in.</summary>
    public const string AccessTokenType = "at+jwt";

    /// <summary>Who: stable and opaque.</summary>
    public const string Subject = "sub";

    /// <summary><c>citizen</c>, <c>officer</c> or <c>client</c>.</summary>
    public const string Kind = "kind";

    /// <summary>Assurance level of the sign-in, 1 or 2; systems have none.</summary>
    public const string Assurance = "acr";

    /// <summary>When the person signed in.</summary>
    public const string SignedInAt = "auth_time";

    /// <summary>The sign-in session: all that comes of one sign-in ends with it.</summary>
    public const string Session = "sid";

    /// <summary>How often something was taken away from the subject in the directory: a service that has not heard of all of it gives nothing.</summary>
    public const string Endings = "dir";

    /// <summary>The program that asked for the token.</summary>
    public const string Client = "client_id";

    /// <summary>Where Identity publishes its signing keys.</summary>
    public const string KeysPath = "/.well-known/jwks";

    /// <summary>The issuer, the same in all processes: the public address of the site, from which clients find everything else.</summary>
    public static string IssuerOf(IConfiguration configuration) =>
        Uri.TryCreate(configuration["Tokens:Issuer"], UriKind.Absolute, out var address)
            ? address.AbsoluteUri
            : Issuer;
}
