using HoanKiem.Identity.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Identity.Tokens;

/// <summary>The keys that are in use; the newest one signs. Made once for all instances, by whoever comes first.</summary>
internal sealed class SigningKeys(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const string First = "1";
    private SigningKey[]? _keys;

    /// <summary>The key that signs new tokens.</summary>
    public async Task<ECDsaSecurityKey> Current(CancellationToken ct) =>
        (await All(ct))[^1].ToSecurityKey();

    /// <summary>Public halves of all keys, oldest first.</summary>
    public async Task<IReadOnlyList<JsonWebKey>> Public(CancellationToken ct) =>
        [.. (await All(ct)).Select(key => key.ToPublicKey())];

    private async Task<SigningKey[]> All(CancellationToken ct)
    {
        if (_keys is { } known)
            return known;

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        if (!await db.SigningKeys.AnyAsync(ct))
        {
            var key = SigningKey.Create(First, clock.GetUtcNow());
            await db.Database.ExecuteSqlAsync(
                $"insert into signing_key (id, pem, created_at) values ({key.Id}, {key.Pem}, {key.CreatedAt}) on conflict do nothing",
                ct
            );
        }

        return _keys = await db
            .SigningKeys.AsNoTracking()
            .OrderBy(key => key.CreatedAt)
            .ToArrayAsync(ct);
    }
}
