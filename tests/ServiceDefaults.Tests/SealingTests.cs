using System.Security.Cryptography;
using HoanKiem.Access;

namespace HoanKiem.ServiceDefaults.Tests;

public sealed class SealingTests
{
    private static readonly Guid Dossier = Guid.Parse("0193b1c0-0000-7000-8000-000000000001");
    private readonly Sealing _sealing = new(
        Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)])
    );

    [Fact]
    public void What_one_service_sealed_another_with_the_same_master_key_opens()
    {
        var other = new Sealing(
            Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)])
        );
        var key = _sealing.NewDataKey(Dossier);

        Assert.Equal(
            "Nguyễn Thị Bưởi",
            other.Open(Dossier, _sealing.Seal(Dossier, key, "Nguyễn Thị Bưởi"))
        );
    }

    [Fact]
    public void The_same_text_is_never_sealed_into_the_same_field()
    {
        var key = _sealing.NewDataKey(Dossier);

        Assert.NotEqual(
            _sealing.Seal(Dossier, key, "001999000001"),
            _sealing.Seal(Dossier, key, "001999000001")
        );
    }

    [Fact]
    public void A_field_moved_to_another_dossier_does_not_open() =>
        Assert.ThrowsAny<CryptographicException>(() =>
            _sealing.Open(Guid.NewGuid(), _sealing.Seal(Dossier, "001999000001"))
        );

    [Fact]
    public void A_field_of_another_master_key_does_not_open()
    {
        var other = new Sealing(Convert.ToBase64String(new byte[32]));

        Assert.ThrowsAny<CryptographicException>(() =>
            other.Open(Dossier, _sealing.Seal(Dossier, "001999000001"))
        );
    }

    [Fact]
    public void A_blind_index_finds_the_same_value_for_the_same_purpose_only()
    {
        Assert.Equal(
            _sealing.BlindIndex("phone", "+84901234567"),
            _sealing.BlindIndex("phone", "+84901234567")
        );
        Assert.NotEqual(
            _sealing.BlindIndex("phone", "+84901234567"),
            _sealing.BlindIndex("identity-number", "+84901234567")
        );
    }
}
