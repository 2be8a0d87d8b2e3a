using System.Security.Cryptography;
using HoanKiem.ServiceDefaults.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Identity.Tokens;

/// <summary>
/// A key that signs tokens (ES256). All instances share it through the database, where its private half is sealed under the master key; its
/// public half is at <c>/.well-known/jwks</c>.
/// </summary>
internal sealed class TokenKey
{
    private const string Use = "token keys";

    private TokenKey() { }

    /// <summary>Key id in the token's header.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Private key, PKCS #8, sealed.</summary>
    public byte[] Sealed { get; private set; } = [];

    /// <summary>From when it signs; it is published before.</summary>
    public DateTimeOffset SignsFrom { get; private set; }

    public static TokenKey Create(MasterKey master, DateTimeOffset signsFrom)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Guid.CreateVersion7(signsFrom).ToString("N");
        return new TokenKey
        {
            Id = id,
            Sealed = master.Seal(Use, id, key.ExportPkcs8PrivateKey()),
            SignsFrom = signsFrom,
        };
    }

    /// <summary>The key itself; it lives as long as whoever keeps it.</summary>
    public ECDsaSecurityKey Open(MasterKey master)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(master.Open(Use, Id, Sealed), out _);
        return new ECDsaSecurityKey(key) { KeyId = Id };
    }

    internal sealed class Mapping : IEntityTypeConfiguration<TokenKey>
    {
        public void Configure(EntityTypeBuilder<TokenKey> key) =>
            key.ToTable("token_key").HasKey(k => k.Id);
    }
}
