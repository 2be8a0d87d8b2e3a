using System.Security.Cryptography;
using HoanKiem.Access;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>The master key is changed while what was sealed under the old one is still read.</summary>
public sealed class KeyRotationTests
{
    private static readonly Guid Dossier = Guid.Parse("0193b1c0-0000-7000-8000-000000000001");
    private static readonly string Index = Key(9);
    private readonly Sealing _before = new(Key(1), indexKey: Index);
    private readonly Sealing _between = new(Key(2), [Key(1)], Index);
    private readonly Sealing _after = new(Key(2), indexKey: Index);

    [Fact]
    public void Both_are_opened_until_everything_is_wrapped_anew()
    {
        var key = _before.NewDataKey(Dossier);
        var sealedBefore = _before.Seal(Dossier, key, "Nguyễn Thị Bưởi");

        Assert.Equal("Nguyễn Thị Bưởi", _between.Open(Dossier, sealedBefore));
        Assert.ThrowsAny<CryptographicException>(() => _after.Open(Dossier, sealedBefore));

        var anew = _between.Rewrap(Dossier, sealedBefore);
        Assert.Equal("Nguyễn Thị Bưởi", _after.Open(Dossier, anew));
        Assert.Equal(anew, _between.Rewrap(Dossier, anew));
        // Only the key is wrapped anew: what is sealed stays byte for byte.
        Assert.Equal(sealedBefore.Split('.')[2], anew.Split('.')[2]);
        var sealedAfter = _after.Seal(Dossier, _between.Rewrap(Dossier, key), "x");
        Assert.Equal("x", _between.Open(Dossier, sealedAfter));
    }

    [Fact]
    public void A_number_is_found_before_and_after()
    {
        Assert.Equal(
            _before.BlindIndex("identity-number", "001999000001"),
            _after.BlindIndex("identity-number", "001999000001")
        );
    }

    [Fact]
    public void What_was_sealed_before_keys_had_names_is_opened_and_gets_one()
    {
        var today = _before.Seal(Dossier, "Nguyễn Thị Bưởi").Split('.', '~');
        var first = $"v1.{today[2]}.{today[3]}";

        Assert.Equal("Nguyễn Thị Bưởi", _between.Open(Dossier, first));
        Assert.ThrowsAny<CryptographicException>(() => _after.Open(Dossier, first));
        var anew = _between.Rewrap(Dossier, first);
        Assert.StartsWith("v2.", anew, StringComparison.Ordinal);
        Assert.Equal("Nguyễn Thị Bưởi", _after.Open(Dossier, anew));
    }

    private static string Key(byte fill) =>
        Convert.ToBase64String([.. Enumerable.Repeat(fill, 32)]);
}
