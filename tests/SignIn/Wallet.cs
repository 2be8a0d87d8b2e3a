using System.Collections.Concurrent;

namespace HoanKiem.SignIn;

/// <summary>
/// The tokens of everybody in the demonstration. People sign in at the site's public address with user name and password, once; then their
/// tokens are renewed before they end. Systems ask for themselves.
/// </summary>
public sealed class Wallet : IDisposable
{
    /// <summary>The client that people of the demonstration sign in for.</summary>
    public const string Player = "demonstration";

    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);
    private readonly Uri _site;
    private readonly Func<DemoAccounts> _accounts;
    private readonly TimeProvider _clock;
    private readonly HttpMessageHandler _handler;
    private readonly ConcurrentDictionary<string, Holder> _holders = new(StringComparer.Ordinal);
    private DemoAccounts? _read;

    /// <param name="site">Public address of the site.</param>
    /// <param name="accounts">Read when the first token is wanted.</param>
    /// <param name="clock">Of the system.</param>
    /// <param name="handler">What carries the requests; the network when null.</param>
    public Wallet(
        Uri site,
        Func<DemoAccounts> accounts,
        TimeProvider clock,
        HttpMessageHandler? handler = null
    ) => (_site, _accounts, _clock, _handler) = (site, accounts, clock, handler ?? Visitor.Plain());

    private DemoAccounts Accounts => _read ??= _accounts();

    /// <summary>How many of a kind have signed in.</summary>
    public int Count(string kind) =>
        _holders.Values.Count(holder => holder.Kind == kind && holder.Grant is not null);

    /// <summary>A token that lives for a minute yet.</summary>
    public async Task<string> Of(Person who)
    {
        var holder = _holders.GetOrAdd(who.Subject, _ => new Holder(who.Kind));
        if (holder.Grant is { } known && _clock.GetUtcNow() < holder.Until)
            return known.AccessToken;
        await holder.Turn.WaitAsync();
        try
        {
            var now = _clock.GetUtcNow();
            if (holder.Grant is not { } grant || now >= holder.Until)
            {
                grant = await Next(who, holder.Grant);
                (holder.Grant, holder.Until) = (grant, now + grant.Lives - Early);
            }

            return grant.AccessToken;
        }
        finally
        {
            holder.Turn.Release();
        }
    }

    public void Dispose() => _handler.Dispose();

    private async Task<Grant> Next(Person who, Grant? before)
    {
        if (who.Kind == "client")
        {
            using var system = new OAuthClient(
                _site,
                who.Subject,
                Accounts.SecretOf(who.Subject),
                _handler
            );
            return await system.AsItself(Accounts.ScopesOf(who.Subject));
        }

        using var player = new OAuthClient(_site, Player, null, _handler);
        if (before?.RefreshToken is { } refresh)
            try
            {
                return await player.Refresh(refresh);
            }
            catch (NotGrantedException)
            {
                // Used by a request whose answer was lost, or too old: the person signs in again.
            }

        return await SignIn(player, who);
    }

    private async Task<Grant> SignIn(OAuthClient player, Person who)
    {
        var comeBackTo = Accounts.RedirectUriOf(Player);
        var (verifier, challenge) = OAuthClient.Proof();
        using var visitor = new Visitor(_site, _handler);
        var page = await visitor.Open(
            player.AuthorizeAddress(
                comeBackTo,
                ["openid", "offline_access", .. Accounts.ScopesOf(Player)],
                challenge
            )
        );
        var visit = await visitor.Send(
            page,
            new("UserName", who.Subject),
            new("Password", Accounts.SecretOf(who.Subject))
        );
        return visit.Sent("code") is { } code
            ? await player.Redeem(code, comeBackTo, verifier)
            : throw new HttpRequestException(
                $"{who.Subject} could not sign in: {visit.Status} at {visit.Address.AbsolutePath}"
            );
    }

    private sealed class Holder(string kind)
    {
        public string Kind => kind;

        public SemaphoreSlim Turn { get; } = new(1);

        public Grant? Grant { get; set; }

        public DateTimeOffset Until { get; set; }
    }
}
