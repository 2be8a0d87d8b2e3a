using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HoanKiem.Access;

/// <summary>
/// Seals personal data: AES-256-GCM under a data key, which travels inside the sealed field, itself wrapped under a key that is derived
/// for the dossier from the master key outside the database. Every service with the master key can open a field of an event.
/// </summary>
public sealed class Sealing
{
    private const string Version = "v1";
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int KeySize = 32;
    private readonly byte[] _master;
    private readonly byte[] _index;

    /// <summary>Takes the master key: 32 bytes in base64.</summary>
    public Sealing(string masterKey)
    {
        _master = Convert.FromBase64String(masterKey);
        if (_master.Length != KeySize)
            throw new InvalidOperationException(
                "PersonalData:MasterKey must be 32 bytes in base64."
            );
        _index = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            _master,
            KeySize,
            info: "hoankiem blind index"u8.ToArray()
        );
    }

    /// <summary>A new data key for a dossier, wrapped: keep it beside the dossier and seal everything of the dossier under it.</summary>
    public string NewDataKey(Guid dossierId) =>
        Base64Url.EncodeToString(
            Encrypt(Wrapping(dossierId), RandomNumberGenerator.GetBytes(KeySize), dossierId)
        );

    /// <summary>Seals a text under the dossier's data key.</summary>
    public string Seal(Guid dossierId, string dataKey, string plaintext)
    {
        var key = Decrypt(Wrapping(dossierId), Base64Url.DecodeFromChars(dataKey), dossierId);
        return $"{Version}.{dataKey}.{Base64Url.EncodeToString(Encrypt(key, Encoding.UTF8.GetBytes(plaintext), dossierId))}";
    }

    /// <summary>Seals a text under a data key of its own.</summary>
    public string Seal(Guid dossierId, string plaintext) =>
        Seal(dossierId, NewDataKey(dossierId), plaintext);

    /// <summary>Opens a sealed text; throws <see cref="CryptographicException"/> when it is of another dossier, another master key or was changed.</summary>
    public string Open(Guid dossierId, string sealedText)
    {
        if (sealedText.Split('.') is not [Version, var dataKey, var body])
            throw new CryptographicException("This is not a sealed field of version 1.");
        var key = Decrypt(Wrapping(dossierId), Base64Url.DecodeFromChars(dataKey), dossierId);
        return Encoding.UTF8.GetString(Decrypt(key, Base64Url.DecodeFromChars(body), dossierId));
    }

    /// <summary>What a number, phone or address is found by without being readable: the same for all dossiers, different for each purpose.</summary>
    /// <param name="purpose">e.g. <c>identity-number</c>.</param>
    /// <param name="value">In its normal form.</param>
    public string BlindIndex(string purpose, string value) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(_index, Encoding.UTF8.GetBytes($"{purpose}\n{value}")).AsSpan(0, 18)
        );

    private byte[] Wrapping(Guid dossierId) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            _master,
            KeySize,
            salt: dossierId.ToByteArray(bigEndian: true),
            info: "hoankiem dossier"u8.ToArray()
        );

    private static byte[] Encrypt(byte[] key, byte[] plain, Guid dossierId)
    {
        var output = new byte[NonceSize + plain.Length + TagSize];
        var nonce = output.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            nonce,
            plain,
            output.AsSpan(NonceSize, plain.Length),
            output.AsSpan(NonceSize + plain.Length),
            dossierId.ToByteArray(bigEndian: true)
        );
        return output;
    }

    private static byte[] Decrypt(byte[] key, byte[] data, Guid dossierId)
    {
        if (data.Length < NonceSize + TagSize)
            throw new CryptographicException("The sealed field is too short.");
        var plain = new byte[data.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            data.AsSpan(0, NonceSize),
            data.AsSpan(NonceSize, plain.Length),
            data.AsSpan(NonceSize + plain.Length),
            plain,
            dossierId.ToByteArray(bigEndian: true)
        );
        return plain;
    }
}
