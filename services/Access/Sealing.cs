using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HoanKiem.Access;

/// <summary>
/// Seals personal data: AES-256-GCM under a data key, which travels inside the sealed field, itself wrapped under a key that is derived
/// for the dossier from the master key outside the database. Every service with the master key can open a field of an event. A wrapped key
/// names the master key that it is under, so that there may be several: the first seals, the others open what was sealed before.
/// </summary>
public sealed class Sealing
{
    /// <summary>What stands where a sealed text was that nobody can read any more.</summary>
    public const string Erased = "erased";

    private const string First = "v1";
    private const string Version = "v2";
    private const char AfterId = '~';
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int KeySize = 32;
    private readonly (string Id, byte[] Key)[] _masters;
    private readonly byte[] _index;

    /// <summary>Takes the master key, those before it, and the key of blind indexes: each 32 bytes in base64.</summary>
    /// <param name="masterKey">The one that seals.</param>
    /// <param name="before">Older ones, newest first.</param>
    /// <param name="indexKey">Made from the oldest master key when null.</param>
    public Sealing(string masterKey, IEnumerable<string>? before = null, string? indexKey = null)
    {
        _masters =
        [
            .. new[] { masterKey }
                .Concat(before ?? [])
                .Select(text => Read(text, "PersonalData:MasterKey"))
                .Select(key => (IdOf(key), key)),
        ];
        _index = indexKey is null
            ? HKDF.DeriveKey(
                HashAlgorithmName.SHA256,
                _masters[^1].Key,
                KeySize,
                info: "hoankiem blind index"u8.ToArray()
            )
            : Read(indexKey, "PersonalData:IndexKey");
    }

    /// <summary>There are older keys, under which something may still be sealed.</summary>
    public bool IsChanging => _masters.Length > 1;

    /// <summary>A new data key for a dossier, wrapped: keep it beside the dossier and seal everything of the dossier under it.</summary>
    public string NewDataKey(Guid dossierId) =>
        Wrap(RandomNumberGenerator.GetBytes(KeySize), dossierId);

    /// <summary>Seals a text under the dossier's data key.</summary>
    public string Seal(Guid dossierId, string dataKey, string plaintext) =>
        $"{(dataKey.Contains(AfterId) ? Version : First)}.{dataKey}.{Base64Url.EncodeToString(Encrypt(Unwrap(dataKey, dossierId), Encoding.UTF8.GetBytes(plaintext), dossierId))}";

    /// <summary>Seals a text under a data key of its own.</summary>
    public string Seal(Guid dossierId, string plaintext) =>
        Seal(dossierId, NewDataKey(dossierId), plaintext);

    /// <summary>Opens a sealed text; throws <see cref="CryptographicException"/> when it is of another dossier, another master key or was changed.</summary>
    public string Open(Guid dossierId, string sealedText)
    {
        if (sealedText.Split('.') is not [First or Version, var dataKey, var body])
            throw new CryptographicException("This is not a sealed field.");
        var key = Unwrap(dataKey, dossierId);
        return Encoding.UTF8.GetString(Decrypt(key, Base64Url.DecodeFromChars(body), dossierId));
    }

    /// <summary>The same data key, or the same sealed text, with the key wrapped under the master key of today; itself when it is already.</summary>
    public string Rewrap(Guid dossierId, string text)
    {
        var parts = text.Split('.');
        var dataKey = parts.Length == 3 ? parts[1] : text;
        if (dataKey.StartsWith(_masters[0].Id + AfterId, StringComparison.Ordinal))
            return text;
        var wrapped = Wrap(Unwrap(dataKey, dossierId), dossierId);
        return parts.Length == 3 ? $"{Version}.{wrapped}.{parts[2]}" : wrapped;
    }

    /// <summary>What a number, phone or address is found by without being readable: the same for all dossiers, different for each purpose.</summary>
    /// <param name="purpose">e.g. <c>identity-number</c>.</param>
    /// <param name="value">In its normal form.</param>
    public string BlindIndex(string purpose, string value) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(_index, Encoding.UTF8.GetBytes($"{purpose}\n{value}")).AsSpan(0, 18)
        );

    private string Wrap(byte[] key, Guid dossierId) =>
        $"{_masters[0].Id}{AfterId}{Base64Url.EncodeToString(Encrypt(Wrapping(_masters[0].Key, dossierId), key, dossierId))}";

    // Keys of the first version do not say whose they are.
    private byte[] Unwrap(string dataKey, Guid dossierId)
    {
        var named = dataKey.Split(AfterId);
        var wrapped = Base64Url.DecodeFromChars(named[^1]);
        var masters = named.Length == 1 ? _masters : _masters.Where(one => one.Id == named[0]);
        foreach (var (_, master) in masters)
        {
            try
            {
                return Decrypt(Wrapping(master, dossierId), wrapped, dossierId);
            }
            catch (AuthenticationTagMismatchException) when (named.Length == 1) { }
        }

        throw new CryptographicException("The data key is wrapped under a key that is not here.");
    }

    private static byte[] Read(string text, string setting)
    {
        var key = Convert.FromBase64String(text);
        return key.Length == KeySize
            ? key
            : throw new InvalidOperationException($"{setting} must be 32 bytes in base64.");
    }

    private static string IdOf(byte[] key) =>
        Convert.ToHexStringLower(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 4, info: "hoankiem key id"u8.ToArray())
        );

    private static byte[] Wrapping(byte[] master, Guid dossierId) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            master,
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
