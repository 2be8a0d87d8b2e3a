using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HoanKiem.Identity.Accounts;

/// <summary>
/// What is kept of a password. One that a person chose is stretched (PBKDF2 with HMAC-SHA-512, the framework's own); one that was made at
/// random here has nothing to stretch and is digested with a salt.
/// </summary>
internal static class Passwords
{
    private const string Random = "random.";
    private const int SaltSize = 16;

    // What OWASP asks for with this function: about a tenth of a second.
    private static readonly PasswordHasher<object> Hasher = new(
        Options.Create(new PasswordHasherOptions { IterationCount = 220_000 })
    );
    private static readonly object Nobody = new();
    private static readonly string OfNobody = Chosen(Generate());

    /// <summary>128 bits at random, in letters that can be typed.</summary>
    public static string Generate() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Of a password that a person chose.</summary>
    public static string Chosen(string password) => Hasher.HashPassword(Nobody, password);

    /// <summary>Of a password from <see cref="Generate"/>.</summary>
    public static string Generated(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return Random + Convert.ToHexStringLower([.. salt, .. Digest(salt, password)]);
    }

    /// <summary>Whether it is this one. Where nothing is kept, it takes as long to say no.</summary>
    public static bool Verify(string? kept, string password)
    {
        if (kept?.StartsWith(Random, StringComparison.Ordinal) == true)
        {
            var bytes = Convert.FromHexString(kept[Random.Length..]);
            return CryptographicOperations.FixedTimeEquals(
                bytes.AsSpan(SaltSize),
                Digest(bytes[..SaltSize], password)
            );
        }

        return Hasher.VerifyHashedPassword(Nobody, kept ?? OfNobody, password)
                != PasswordVerificationResult.Failed
            && kept is not null;
    }

    private static byte[] Digest(byte[] salt, string password) =>
        SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)]);
}
