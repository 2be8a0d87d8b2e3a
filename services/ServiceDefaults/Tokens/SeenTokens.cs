using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.ServiceDefaults.Tokens;

/// <summary>
/// A token whose signature was checked a moment ago is not checked again: a clerk sends the same one for five minutes. Kept by the digest of
/// the whole token and only until it ends; whether it is still alive is asked every time. A token that was refused is not remembered.
/// </summary>
internal sealed class SeenTokens : TokenHandler, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly MemoryCache _seen = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public override async Task<TokenValidationResult> ValidateTokenAsync(
        string token,
        TokenValidationParameters validationParameters
    )
    {
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (
            _seen.TryGetValue(digest, out TokenValidationResult? seen)
            && seen!.SecurityToken is { } known
            && validationParameters.LifetimeValidator(
                known.ValidFrom,
                known.ValidTo,
                known,
                validationParameters
            )
        )
            return new TokenValidationResult
            {
                IsValid = true,
                // Whoever asks may add claims: each gets a copy.
                ClaimsIdentity = seen.ClaimsIdentity.Clone(),
                SecurityToken = known,
                Issuer = seen.Issuer,
                TokenType = seen.TokenType,
            };
        var result = await _handler.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid)
            _seen.Set(
                digest,
                result,
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Longest }
            );
        return result;
    }

    public override SecurityToken ReadToken(string token) => _handler.ReadToken(token);

    public void Dispose() => _seen.Dispose();
}
