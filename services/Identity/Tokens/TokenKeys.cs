using HoanKiem.Identity.Persistence;
using HoanKiem.ServiceDefaults.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Identity.Tokens;

/// <summary>
/// The keys of all instances. Each reads them once a minute, and makes the next one when it is due, in turn with the others; since a key is
/// published a day before it signs, they all know it when they begin to sign with it. While the database is away the keys stay as they were.
/// </summary>
internal sealed class TokenKeys(IServiceScopeFactory scopes, MasterKey master, TimeProvider clock)
    : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _reading = new(1);
    private Snapshot? _known;

    /// <summary>What signs a token now.</summary>
    public async Task<SigningCredentials> Current(CancellationToken ct)
    {
        var known = await Known(ct);
        var place = KeyRotation.Current(known.SignFrom, clock.GetUtcNow());
        return new SigningCredentials(known.Keys[place], SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>Public halves of all keys, oldest first.</summary>
    public async Task<IReadOnlyList<JsonWebKey>> Public(CancellationToken ct) =>
        (await Known(ct)).Public;

    public void Dispose() => _reading.Dispose();

    private async Task<Snapshot> Known(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known is { } fresh && now < fresh.ReadAt + Fresh)
            return fresh;
        await _reading.WaitAsync(ct);
        try
        {
            if (_known is { } read && now < read.ReadAt + Fresh)
                return read;
            return _known = await Read(now, ct);
        }
        catch (Exception fault)
            when (_known is not null && ServiceDefaults.Database.Outage.Is(fault))
        {
            return _known = _known with { ReadAt = now }; // asked again in a minute, not by everyone at once
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<Snapshot> Read(DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var keys = await InOrder(db, ct);
        if (IsDue(keys, now))
        {
            await using var turn = await db.Database.BeginTransactionAsync(ct);
            await db.Database.ExecuteSqlAsync(
                $"select pg_advisory_xact_lock(hashtext('token_key'))",
                ct
            );
            keys = await InOrder(db, ct);
            if (KeyRotation.Due(SignFrom(keys), now) is { } signsFrom)
                db.Add(TokenKey.Create(master, signsFrom));
            db.RemoveRange(keys.Take(KeyRotation.Ended(SignFrom(keys), now)));
            await db.SaveChangesAsync(ct);
            await turn.CommitAsync(ct);
            keys = await InOrder(db, ct);
        }

        // A key that was open stays the same object: what the library keeps of it is kept by the object.
        var opened = keys.Select(key =>
                _known?.Keys.FirstOrDefault(known => known.KeyId == key.Id) ?? key.Open(master)
            )
            .ToArray();
        return new Snapshot(now, SignFrom(keys), opened, [.. opened.Select(PublicHalf)]);
    }

    private static bool IsDue(List<TokenKey> keys, DateTimeOffset now) =>
        KeyRotation.Due(SignFrom(keys), now) is not null
        || KeyRotation.Ended(SignFrom(keys), now) > 0;

    private static Task<List<TokenKey>> InOrder(IdentityDb db, CancellationToken ct) =>
        db.TokenKeys.OrderBy(key => key.SignsFrom).ThenBy(key => key.Id).ToListAsync(ct);

    private static DateTimeOffset[] SignFrom(List<TokenKey> keys) =>
        [.. keys.Select(key => key.SignsFrom)];

    // Written out by hand: a key that is converted keeps the algorithm it came from.
    private static JsonWebKey PublicHalf(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Crv = JsonWebKeyECTypes.P256,
            X = Base64UrlEncoder.Encode(point.X),
            Y = Base64UrlEncoder.Encode(point.Y),
            Kid = key.KeyId,
            Use = "sig",
            Alg = SecurityAlgorithms.EcdsaSha256,
        };
    }

    private sealed record Snapshot(
        DateTimeOffset ReadAt,
        DateTimeOffset[] SignFrom,
        ECDsaSecurityKey[] Keys,
        JsonWebKey[] Public
    );
}
