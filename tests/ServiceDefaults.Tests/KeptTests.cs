using HoanKiem.SampleService.Persistence;
using HoanKiem.SampleService.Things;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>What is kept in memory is what is in the database: at once for who changes it and for its process, within a second for others.</summary>
public sealed class KeptTests(SampleApp app) : IClassFixture<SampleApp>
{
    private sealed record Titles(HashSet<string> All)
    {
        public string? Find(string title) => All.TryGetValue(title, out var found) ? found : null;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_read_once_while_nothing_changes()
    {
        using var replica = new Replica(app);
        var first = await replica.Look();
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(first, await replica.Look());
        Assert.Equal(1, replica.Readings);
    }

    [Fact]
    public async Task What_a_replica_has_changed_it_sees_at_once_and_another_one_within_a_second()
    {
        using var here = new Replica(app);
        using var there = new Replica(app);
        await here.Look();
        await there.Look();
        var title = await here.Change();

        Assert.Contains(title, (await here.Look()).All);
        Assert.DoesNotContain(title, (await there.Look()).All);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains(title, (await there.Look()).All);
    }

    [Fact]
    public async Task What_was_looked_up_between_announcement_and_commit_does_not_stay()
    {
        using var replica = new Replica(app);
        await replica.Look();
        var title = await replica.Change(async () =>
            Assert.DoesNotContain(TitleOf(app), (await replica.Look()).All)
        );

        Assert.Contains(title, (await replica.Look()).All);
    }

    [Fact]
    public async Task Whoever_changes_it_reads_their_own_changes_and_nobody_else_does_before_the_commit()
    {
        using var replica = new Replica(app);
        await replica.Look();
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<SampleDb>();
        await using (var transaction = await db.Database.BeginTransactionAsync(Ct))
        {
            replica.Kept.Changing(db);
            db.Things.Add(Thing.Open("not saved yet", "o", "a", Guid.NewGuid(), app.Start));

            Assert.Contains("not saved yet", (await replica.Kept.Look(db, Ct)).All);
            Assert.NotNull(await replica.Kept.Find(db, t => t.Find("not saved yet"), Ct));
            Assert.DoesNotContain("not saved yet", (await replica.Look()).All);
            await transaction.RollbackAsync(Ct);
        }

        Assert.DoesNotContain("not saved yet", (await replica.Look()).All);
    }

    [Fact]
    public async Task Whoever_shares_the_transaction_reads_the_changes_too()
    {
        using var replica = new Replica(app);
        await replica.Look();
        await using var first = app.Services.CreateAsyncScope();
        await using var second = app.Services.CreateAsyncScope();
        var one = first.ServiceProvider.UseWorkerLogin().GetRequiredService<SampleDb>();
        var other = second.ServiceProvider.UseWorkerLogin().GetRequiredService<SampleDb>();
        await using var transaction = await one.Database.BeginTransactionAsync(Ct);
        other.Database.SetDbConnection(one.Database.GetDbConnection());
        await other.Database.UseTransactionAsync(
            Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(
                transaction
            ),
            Ct
        );
        replica.Kept.Changing(one);
        one.Things.Add(Thing.Open("shared", "o", "a", Guid.NewGuid(), app.Start));
        await one.SaveChangesAsync(Ct);

        Assert.Contains("shared", (await replica.Kept.Look(other, Ct)).All);
    }

    [Fact]
    public async Task What_is_missing_is_looked_for_in_the_database_before_anyone_says_so()
    {
        using var here = new Replica(app);
        using var there = new Replica(app);
        await there.Look();
        var title = await here.Change();

        Assert.NotNull(await there.Find(title));
        Assert.Null(await there.Find("never"));
    }

    [Theory]
    [InlineData("update thing set title = title where title = '$1'")]
    [InlineData("delete from thing where title = '$1'")]
    [InlineData(
        "with gone as (delete from thing where title = '$1' returning *) insert into thing (id, title, state, opened_at, receiving_agency, handling_agencies, version) select gen_random_uuid(), title, state, opened_at, receiving_agency, handling_agencies, version from gone"
    )]
    public async Task A_change_behind_the_services_back_is_seen_as_well(string harm)
    {
        using var replica = new Replica(app);
        var title = await replica.Change();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var before = await replica.Look();
        await app.Scalar<object>(harm.Replace("$1", title, StringComparison.Ordinal));
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotSame(before, await replica.Look());
    }

    [Fact]
    public async Task Many_who_ask_at_once_read_once()
    {
        using var replica = new Replica(app);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => replica.Look()));

        Assert.Equal(1, replica.Readings);
    }

    private static string TitleOf(SampleApp app) => $"kept {app.Clock.GetUtcNow():O}";

    // One process of several: the copy is its own, the database is everybody's.
    private sealed class Replica : IDisposable
    {
        private readonly SampleApp _app;
        private int _readings;

        public Replica(SampleApp app)
        {
            _app = app;
            var registered = new ServiceCollection().AddKept<SampleDb, Titles>(
                async (db, ct) =>
                {
                    Interlocked.Increment(ref _readings);
                    return new Titles([
                        .. await db
                            .Things.AsNoTracking()
                            .Select(thing => thing.Title)
                            .ToListAsync(ct),
                    ]);
                },
                typeof(Thing)
            );
            Kept = (Kept<Titles>)registered.Single().ImplementationFactory!(app.Services);
        }

        public int Readings => _readings;

        public Kept<Titles> Kept { get; }

        public async Task<Titles> Look()
        {
            await using var scope = _app.Services.CreateAsyncScope();
            return await Kept.Look(scope.ServiceProvider.GetRequiredService<SampleDb>(), Ct);
        }

        public async Task<string?> Find(string title)
        {
            await using var scope = _app.Services.CreateAsyncScope();
            return await Kept.Find(
                scope.ServiceProvider.GetRequiredService<SampleDb>(),
                titles => titles.Find(title),
                Ct
            );
        }

        /// <summary>Adds a thing as a handler would, and returns its title.</summary>
        public async Task<string> Change(Func<Task>? beforeCommit = null)
        {
            _app.Clock.Advance(TimeSpan.FromTicks(1));
            await using var scope = _app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<SampleDb>();
            await using var transaction = await db.Database.BeginTransactionAsync(Ct);
            Kept.Changing(db);
            db.Things.Add(Thing.Open(TitleOf(_app), "o", "a", Guid.NewGuid(), _app.Start));
            await db.SaveChangesAsync(Ct);
            if (beforeCommit is not null)
                await beforeCommit();
            await transaction.CommitAsync(Ct);
            return TitleOf(_app);
        }

        public void Dispose() => Kept.Dispose();
    }
}
