using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Identity.Tokens;

/// <summary>A key that signs tokens (ES256). All instances share it through the database; its public half is at <c>/.well-known/jwks</c>.</summary>
internal sealed class SigningKey
{
    private SigningKey() { }

    /// <summary>Key id in the token's header.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Private key, PKCS #8, PEM; only Identity's own database role may read it.</summary>
    public string Pem { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public static SigningKey Create(string id, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey
        {
            Id = id,
            Pem = key.ExportPkcs8PrivateKeyPem(),
            CreatedAt = now,
        };
    }

    public ECDsaSecurityKey ToSecurityKey()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(Pem);
        return new ECDsaSecurityKey(key) { KeyId = Id };
    }

    /// <summary>The public half as a JSON Web Key.</summary>
    public JsonWebKey ToPublicKey()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(Pem);
        // Written out by hand: a key that is converted keeps the algorithm it came from, which is gone when somebody validates with it.
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Crv = JsonWebKeyECTypes.P256,
            X = Base64UrlEncoder.Encode(point.X),
            Y = Base64UrlEncoder.Encode(point.Y),
            Kid = Id,
            Use = "sig",
            Alg = SecurityAlgorithms.EcdsaSha256,
        };
    }

    internal sealed class Mapping : IEntityTypeConfiguration<SigningKey>
    {
        public void Configure(EntityTypeBuilder<SigningKey> key) =>
            key.ToTable("signing_key").HasKey(k => k.Id);
    }
}
