using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.ServiceDefaults.Secrets;

/// <summary>
/// A key that a process is given from outside every database: 32 bytes in base64. Nothing is sealed with it directly; each use has a key of
/// its own, derived from it by name. To change it, the old one stays as <c>&lt;setting&gt;Before</c> until nothing is sealed under it any more.
/// </summary>
public sealed class MasterKey
{
    private const int Size = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly byte[][] _keys;

    private MasterKey(byte[][] keys) => _keys = keys;

    /// <summary>Takes the key from <paramref name="setting"/> when it is first asked for; a start without it, or with the one of Development, is refused.</summary>
    public static void Add(WebApplicationBuilder builder, string setting)
    {
        builder.Services.AddSingleton(provider =>
            From(
                provider.GetRequiredService<IConfiguration>(),
                provider.GetRequiredService<IHostEnvironment>(),
                setting
            )
        );
        builder.Services.AddSingleton(
            new StartupCheck(provider => provider.GetRequiredService<MasterKey>())
        );
    }

    /// <summary>The key for one use, e.g. <c>refresh tokens</c>.</summary>
    public byte[] For(string use) => Derive(_keys[0], use);

    /// <summary>The key for one use under the current master key and under the one before it.</summary>
    public IReadOnlyList<byte[]> AllFor(string use) => [.. _keys.Select(key => Derive(key, use))];

    /// <summary>Seals bytes for one use; <paramref name="name"/> says whose they are, so that one sealed thing cannot stand for another.</summary>
    public byte[] Seal(string use, string name, byte[] plaintext)
    {
        var sealedBytes = new byte[NonceSize + TagSize + plaintext.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceSize));
        using var aes = new AesGcm(For(use), TagSize);
        aes.Encrypt(
            sealedBytes.AsSpan(0, NonceSize),
            plaintext,
            sealedBytes.AsSpan(NonceSize + TagSize),
            sealedBytes.AsSpan(NonceSize, TagSize),
            Encoding.UTF8.GetBytes(name)
        );
        return sealedBytes;
    }

    /// <summary>Opens what was sealed.</summary>
    /// <exception cref="CryptographicException">It was sealed under another key, for another use or name, or was changed.</exception>
    public byte[] Open(string use, string name, byte[] sealedBytes)
    {
        var plaintext = new byte[sealedBytes.Length - NonceSize - TagSize];
        for (var i = 0; ; i++)
            try
            {
                using var aes = new AesGcm(Derive(_keys[i], use), TagSize);
                aes.Decrypt(
                    sealedBytes.AsSpan(0, NonceSize),
                    sealedBytes.AsSpan(NonceSize + TagSize),
                    sealedBytes.AsSpan(NonceSize, TagSize),
                    plaintext,
                    Encoding.UTF8.GetBytes(name)
                );
                return plaintext;
            }
            catch (AuthenticationTagMismatchException) when (i < _keys.Length - 1) { }
    }

    /// <summary>Reads it from the configuration; refuses what is missing, weak or of Development.</summary>
    public static MasterKey From(
        IConfiguration configuration,
        IHostEnvironment environment,
        string setting
    )
    {
        var development = SHA256.HashData(
            Encoding.UTF8.GetBytes("hoankiem-development " + setting)
        );
        if (configuration[setting] is not { Length: > 0 } given)
            return environment.IsDevelopment() || ServiceDefaultsSetup.WritesDocuments
                ? new MasterKey([development])
                : throw new InvalidOperationException(
                    $"{setting} must be set outside Development: 32 bytes in base64."
                );
        byte[][] keys =
        [
            Read(given),
            .. configuration[setting + "Before"] is { Length: > 0 } before
                ? new[] { Read(before) }
                : [],
        ];
        return !environment.IsDevelopment() && keys.Any(key => key.SequenceEqual(development))
            ? throw new InvalidOperationException($"{setting} must not be the key of Development.")
            : new MasterKey(keys);

        byte[] Read(string text)
        {
            var key = new byte[Size];
            return Convert.TryFromBase64String(text, key, out var length) && length == Size
                ? key
                : throw new InvalidOperationException($"{setting} must be 32 bytes in base64.");
        }
    }

    private static byte[] Derive(byte[] key, string use) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            key,
            Size,
            info: Encoding.UTF8.GetBytes("hoankiem " + use)
        );
}
