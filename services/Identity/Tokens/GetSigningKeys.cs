using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Identity.Tokens;

/// <summary>GET /.well-known/jwks — the public keys by which every service validates tokens (RFC 7517).</summary>
internal static class GetSigningKeys
{
    /// <param name="Keys">JSON Web Keys, oldest first.</param>
    public sealed record KeySet(IReadOnlyList<Key> Keys);

    /// <summary>One public key on the curve P-256.</summary>
    /// <param name="Kty">Key type, always EC.</param>
    /// <param name="Use">Always sig.</param>
    /// <param name="Kid">Key id.</param>
    /// <param name="Alg">Always ES256.</param>
    /// <param name="Crv">Curve.</param>
    /// <param name="X">Coordinate, base64url.</param>
    /// <param name="Y">Coordinate, base64url.</param>
    public sealed record Key(
        string Kty,
        string Use,
        string Kid,
        string Alg,
        string Crv,
        string X,
        string Y
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(TokenClaims.KeysPath, Handle)
            .WithName(nameof(GetSigningKeys))
            .WithSummary("Public keys that sign tokens")
            .AllowAnonymous();

    private static async Task<Ok<KeySet>> Handle(TokenKeys keys, CancellationToken ct) =>
        TypedResults.Ok(
            new KeySet([
                .. (await keys.Public(ct)).Select(key => new Key(
                    key.Kty,
                    key.Use,
                    key.Kid,
                    key.Alg,
                    key.Crv,
                    key.X,
                    key.Y
                )),
            ])
        );
}
