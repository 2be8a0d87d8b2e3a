using System.Net;
using System.Net.Http.Json;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.LookUps;

/// <summary>Who guesses codes waits longer and longer; who knows one does not, wherever they are.</summary>
public sealed class GuessingTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private const int Free = 20;
    private const int SideBySide = 4;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private readonly Given _given = new(app);
    private int _next;

    [Fact]
    public async Task Beyond_twenty_misses_each_answer_takes_twice_as_long_and_the_right_code_none()
    {
        await _given.Submitted();
        var office = app.Anyone().At("203.0.113.10");
        for (var i = 0; i < Free; i++)
            await Miss(office);

        foreach (var seconds in new[] { 0.5, 1, 2, 4, 8, 8 })
            // A little is forgiven while they wait.
            Assert.InRange(await Waiting(Guess(office, Wrong())), seconds * 0.8, seconds + 2);

        // Nobody moves the clock here.
        var found = await Guess(office, _given.LookUpCode).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        await Miss(app.Anyone().At("203.0.113.11"));
        // Half a minute forgives one miss.
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Miss(office);
    }

    [Fact]
    public async Task Many_at_once_are_no_way_around_and_whoever_signs_in_passes_by()
    {
        await _given.Submitted();
        var office = app.Anyone().At("203.0.113.20");
        for (var i = 0; i < Free; i++)
            await Miss(office);

        var crowd = Enumerable.Range(0, 12).Select(_ => Guess(office, Wrong())).ToList();
        for (var refused = 0; refused < 12 - SideBySide; refused++)
        {
            var one = await Task.WhenAny(crowd).WaitAsync(TimeSpan.FromSeconds(30));
            crowd.Remove(one);
            await (await one).ShouldBeRefused("too-many-requests", 429);
            Assert.NotNull((await one).Headers.RetryAfter);
        }

        // Whoever waits here holds nothing of the database.
        Assert.Equal(
            0,
            await app.Scalar<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"
            )
        );
        var found = await Guess(app.Citizen("an").At("203.0.113.20"), _given.LookUpCode)
            .WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        foreach (var waiting in crowd)
        {
            await Waiting(waiting);
            Assert.Equal(HttpStatusCode.NotFound, (await waiting).StatusCode);
        }
    }

    [Fact]
    public async Task Who_knows_half_of_a_code_is_slowed_from_however_many_addresses_they_come()
    {
        for (var i = 0; i < Free; i++)
            await Miss(app.Anyone().At($"198.51.100.{i}"), "ABCDE" + Wrong()[5..]);

        Assert.InRange(
            await Waiting(Guess(app.Anyone().At("198.51.100.99"), "ABCDE" + Wrong()[5..])),
            0.5,
            2.5
        );
        await Miss(app.Anyone().At("198.51.100.99"));
    }

    [Fact]
    public async Task Numbers_are_counted_through_no_faster_although_they_are_there()
    {
        await _given.Accepted();
        var office = app.Anyone().At("203.0.113.40");
        for (var i = 0; i < Free; i++)
            Assert.Equal(HttpStatusCode.OK, (await Number()).StatusCode);

        Assert.InRange(await Waiting(Number()), 0.5, 2.5);

        Task<HttpResponseMessage> Number() =>
            office.PostJson("/v1/look-ups", new { number = _given.Number });
    }

    private async Task Miss(HttpClient from, string? code = null)
    {
        var answer = await Guess(from, code ?? Wrong()).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    // The first half differs each time: what is slowed is the address.
    private string Wrong()
    {
        var n = _next++;
        return $"{Alphabet[n / 32 % 32]}{Alphabet[n % 32]}000{n:00000}";
    }

    private static Task<HttpResponseMessage> Guess(HttpClient from, string code) =>
        from.PostJson("/v1/look-ups", new { code });

    // Moves the clock until the answer is there; how far.
    private async Task<double> Waiting(Task<HttpResponseMessage> answer)
    {
        var begun = app.Clock.GetUtcNow();
        while (!answer.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(answer, Task.Delay(5));
        }

        await answer;
        return (app.Clock.GetUtcNow() - begun).TotalSeconds;
    }
}
