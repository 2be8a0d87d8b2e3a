using System.Collections.Immutable;
using System.Security.Claims;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Edges;

/// <summary>Section <c>Guesses</c>: how patient we are with whoever guesses.</summary>
internal sealed class GuessOptions
{
    /// <summary>Misses that cost nothing: people mistype, and behind one address may be many.</summary>
    public int Free { get; set; } = 20;

    /// <summary>The same for another system, behind which are many people.</summary>
    public int FreeForClients { get; set; } = 1000;

    /// <summary>How long until one miss is forgotten.</summary>
    public TimeSpan Forgotten { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait for an answer.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How many guesses of one guesser are looked at side by side once the free ones are used up.</summary>
    public int SideBySide { get; set; } = 4;
}

/// <summary>
/// Slows guessing of codes that open something to nobody in particular. Misses are counted by where they come from and by what they guess
/// at, the first half of a code or a number. Beyond the free ones a miss is answered late, twice as late with each further one, and only a
/// few are looked at side by side; so an address gets through one guess in two seconds, whatever it does. What is right is answered at once
/// and costs nothing: whoever shares an address with a guesser still sees their dossier. Kept in memory: a guesser who meets another replica,
/// or a restart, gains a few guesses of the 2⁴⁹ that they need on average.
/// </summary>
public sealed class Guesses : IDisposable
{
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 100_000 });
    private readonly GuessOptions _options;
    private readonly TimeProvider _clock;

    internal Guesses(GuessOptions options, TimeProvider clock) =>
        (_options, _clock) = (options, clock);

    internal static void Add(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(provider =>
        {
            var options = new GuessOptions();
            provider.GetRequiredService<IConfiguration>().GetSection("Guesses").Bind(options);
            return new Guesses(options, provider.GetRequiredService<TimeProvider>());
        });

    /// <summary>Begins a guess.</summary>
    /// <param name="http">Who guesses.</param>
    /// <param name="at">What at, when many could guess at the same; whoever is signed in is looked at for themselves only.</param>
    /// <param name="guess">To be ended; null when it is refused.</param>
    /// <returns>Why it is refused.</returns>
    public Refusal? Begin(HttpContext http, string? at, out Guess? guess)
    {
        var signedIn = http.User.FindFirstValue(TokenClaims.Subject);
        var free =
            http.User.FindFirstValue(TokenClaims.Kind) == "client"
                ? _options.FreeForClients
                : _options.Free;
        var entered = ImmutableArray.CreateBuilder<Guesser>(2);
        foreach (
            var key in new[]
            {
                signedIn is null ? "from " + Neighbours.AddressOf(http) : "as " + signedIn,
                signedIn is null && at is not null ? "at " + at : null,
            }
        )
        {
            if (key is null)
                continue;
            var guesser = Known(key, free);
            if (guesser.Enter(_clock.GetUtcNow()))
            {
                entered.Add(guesser);
                continue;
            }

            foreach (var other in entered)
                other.Leave();
            guess = null;
            return RateLimits.TooOften(http, _options.Longest);
        }

        guess = new Guess(entered.ToImmutable(), _clock);
        return null;
    }

    /// <summary>Forgets everybody.</summary>
    public void Dispose() => _known.Dispose();

    private Guesser Known(string key, int free) =>
        _known.GetOrCreate(
            key,
            entry =>
            {
                entry.Size = 1;
                entry.SlidingExpiration = TimeSpan.FromHours(1);
                return new Guesser(_options, free);
            }
        )!;

    /// <summary>Where guesses come from, or what they are made at.</summary>
    internal sealed class Guesser(GuessOptions options, int free)
    {
        private readonly Lock _turn = new();
        private double _misses;
        private DateTimeOffset _counted;
        private int _inside;

        /// <summary>Those inside count as misses until they are known to be right: many at once are no way around.</summary>
        public bool Enter(DateTimeOffset now)
        {
            lock (_turn)
            {
                Forget(now);
                if (_inside >= Math.Max(options.SideBySide, free - (int)_misses))
                    return false;
                _inside++;
                return true;
            }
        }

        public TimeSpan Miss(DateTimeOffset now)
        {
            lock (_turn)
            {
                Forget(now);
                _misses = Math.Min(_misses + 1, free + 100);
                var over = _misses - free;
                return over <= 0
                    ? TimeSpan.Zero
                    : TimeSpan.FromSeconds(
                        Math.Min(options.Longest.TotalSeconds, Math.Pow(2, over) / 4)
                    );
            }
        }

        public void Leave()
        {
            lock (_turn)
                _inside--;
        }

        private void Forget(DateTimeOffset now)
        {
            _misses = Math.Max(0, _misses - (now - _counted) / options.Forgotten);
            _counted = now;
        }
    }
}

/// <summary>A guess that is being looked at.</summary>
public sealed class Guess : IDisposable
{
    private readonly ImmutableArray<Guesses.Guesser> _guessers;
    private readonly TimeProvider _clock;

    internal Guess(ImmutableArray<Guesses.Guesser> guessers, TimeProvider clock) =>
        (_guessers, _clock) = (guessers, clock);

    /// <summary>It was wrong, or told something that can be counted through: answers late when there were many. Who goes away meanwhile keeps their place taken.</summary>
    public Task Missed()
    {
        var now = _clock.GetUtcNow();
        var wait = _guessers.Max(guesser => guesser.Miss(now));
        return wait > TimeSpan.Zero
            ? Task.Delay(wait, _clock, CancellationToken.None)
            : Task.CompletedTask;
    }

    /// <summary>It has been looked at.</summary>
    public void Dispose()
    {
        foreach (var guesser in _guessers)
            guesser.Leave();
    }
}
