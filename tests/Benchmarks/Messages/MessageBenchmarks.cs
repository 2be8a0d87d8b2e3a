using System.Diagnostics;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;

namespace HoanKiem.Benchmarks.Messages;

/// <summary>The relay of Feedback and the inbox of Reporting, in this process, against what one would write by hand.</summary>
internal sealed class MessageBenchmarks(Servers servers)
{
    private const string VirtualHost = "bench";
    private const int Backlog = 50_000;
    private const int OneByOne = 3_000;
    private const int Arriving = 3_000;
    private const int ArrivingAtThree = 1_000;
    private const int Concurrency = 4; // of a service's queue, as in MessagingOptions
    private const ushort Prefetch = 32;
    private static readonly string Queue = Subscriptions.Queue(
        ResourceNames.Reporting,
        ResourceNames.Feedback
    );

    public async Task<IReadOnlyList<Measured>> RelayAsync()
    {
        var broker = await servers.FreshVirtualHostAsync(VirtualHost);
        var said = await ServiceDatabaseAsync("bench_said");
        var oneByOne = await ServiceDatabaseAsync("bench_one_by_one");
        using var feedback = Service(ResourceNames.Feedback, said, broker, _ => { });
        await feedback.StartAsync();
        var bodies = Enumerable
            .Range(0, 1000)
            .Select(_ => (Message: Guid.CreateVersion7(), Survey: Guid.CreateVersion7()))
            .Select(e => (e.Message, Facts.Envelope(e.Message, e.Survey)))
            .ToArray();
        // The relay has connected and declared, and everything is compiled.
        await DrainAsync(said, 2_000);

        var race = new Race()
            .With(
                "raw publisher",
                async () =>
                {
                    var rate = await new RawPublisher(broker).PublishAsync(
                        Backlog,
                        i => bodies[i % bodies.Length]
                    );
                    await PurgeAsync(broker);
                    return rate;
                }
            )
            .With(
                "relay",
                async () =>
                {
                    var rate = await DrainAsync(said, Backlog);
                    await PurgeAsync(broker);
                    return rate;
                }
            )
            .With(
                "one by one",
                async () =>
                {
                    await FillAsync(oneByOne, OneByOne);
                    var rate = await new OneByOneRelay(oneByOne, broker).DrainAsync(OneByOne);
                    await PurgeAsync(broker);
                    return rate;
                }
            );
        await race.RunAsync("raw publisher", "one by one");
        await feedback.StopAsync();
        await servers.DropVirtualHostAsync(VirtualHost);
        return
        [
            race.Ratio(Key.RelayToRawPublish, "relay", "raw publisher"),
            race.Ratio(Key.RelayToOneByOne, "relay", "one by one"),
        ];
    }

    public async Task<IReadOnlyList<Measured>> InboxAsync()
    {
        var broker = await servers.FreshVirtualHostAsync(VirtualHost);
        var heard = await ServiceDatabaseAsync("bench_heard");
        var atThree = await ServiceDatabaseAsync("bench_three");
        await atThree.ExecuteAsync(ThreeTransactionInbox.Tables);
        // Declares what both listen to.
        using (var feedback = Service(ResourceNames.Feedback, heard, broker, _ => { }))
        {
            await feedback.StartAsync();
            await Servers.Until("the queues are declared", () => PurgeAsync(broker));
            await feedback.StopAsync();
        }
        await InboxOnceAsync(heard, broker, 500);

        var race = new Race()
            .With(
                "three transactions",
                async () =>
                {
                    await ArriveAsync(broker, ArrivingAtThree);
                    await new ThreeTransactionInbox(atThree, broker, Queue).ConsumeAsync(
                        ArrivingAtThree,
                        Concurrency,
                        Prefetch
                    );
                    return await RateAsync(atThree, "inbox_state", "delivered_at");
                }
            )
            .With("inbox", () => InboxOnceAsync(heard, broker, Arriving));
        await race.RunAsync("three transactions");
        await servers.DropVirtualHostAsync(VirtualHost);
        return [race.Ratio(Key.InboxToThreeTransactions, "inbox", "three transactions")];
    }

    private static async Task<double> InboxOnceAsync(Database heard, string broker, int count)
    {
        await ArriveAsync(broker, count);
        await heard.ExecuteAsync("truncate inbox");
        using var reporting = Service(
            ResourceNames.Reporting,
            heard,
            broker,
            messaging => messaging.From(ResourceNames.Feedback).Ordered<SurveyOpened, WriteDown>()
        );
        await reporting.StartAsync();
        while (await heard.ReadAsync<long>("select count(*) from inbox") < count)
            await Task.Delay(100);
        await reporting.StopAsync();
        return await RateAsync(heard, "inbox", "handled_at");
    }

    // From the moment when a tenth was done: connecting and compiling is not what is measured.
    private static Task<double> RateAsync(Database database, string table, string at) =>
        database.ReadAsync<double>(
            $"""
            with done as (select {at} as at, row_number() over (order by {at}) as n, count(*) over () as total from {table}),
            counted as (select at from done where n > total / 10)
            select (count(*)::float8 - 1) / extract(epoch from max(at) - min(at))::float8 from counted
            """
        );

    private static async Task ArriveAsync(string broker, int count) =>
        await new RawPublisher(broker).PublishAsync(
            count,
            _ =>
            {
                var message = Guid.CreateVersion7();
                return (message, Facts.Envelope(message, Guid.CreateVersion7()));
            }
        );

    private static async Task<double> DrainAsync(Database said, int count)
    {
        await FillAsync(said, count);
        var watch = Stopwatch.StartNew();
        await using var connection = await said.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select exists (select from outbox)",
            connection
        );
        while ((bool)(await command.ExecuteScalarAsync())!)
            await Task.Delay(20);
        return count / watch.Elapsed.TotalSeconds;
    }

    // First the log, then the outbox: the clock starts when the backlog is there as a whole.
    private static async Task FillAsync(Database database, int count)
    {
        await database.ExecuteAsync("truncate event_log, published");
        await using var connection = await database.OpenAsync();
        await using var log = new NpgsqlCommand(Facts.Log, connection)
        {
            Parameters =
            {
                new() { Value = Facts.Body(Guid.CreateVersion7()) },
                new() { Value = count },
            },
        };
        await log.ExecuteNonQueryAsync();
        await database.ExecuteAsync("analyze event_log");
        await database.ExecuteAsync(
            "insert into outbox (event_id) select event_id from event_log order by event_id"
        );
    }

    private static async Task PurgeAsync(string broker)
    {
        await using var connection = await new ConnectionFactory
        {
            Uri = new Uri(broker),
        }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var consumer in Subscriptions.Of(ResourceNames.Feedback))
            await channel.QueuePurgeAsync(Subscriptions.Queue(consumer, ResourceNames.Feedback));
    }

    private async Task<Database> ServiceDatabaseAsync(string name)
    {
        var database = await Database.CreateAsync(servers.Postgres, name);
        await using var connection = await database.OpenAsync();
        await MessagingSchema.ApplyAsync(connection);
        await database.ExecuteAsync(Note.Table);
        return database;
    }

    private static IHost Service(
        string name,
        Database database,
        string broker,
        Action<ServiceMessaging> listen
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                [$"ConnectionStrings:{ResourceNames.Messaging}"] = broker,
            }
        );
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(new BusinessClock(TimeProvider.System));
        builder.Services.AddDbContext<BenchDb>(options =>
            options.UseNpgsql(database.ConnectionString)
        );
        builder.AddMessaging<BenchDb>(name, listen);
        return builder.Build();
    }
}

/// <summary>The database of a service with one table of effects.</summary>
internal sealed class BenchDb(DbContextOptions<BenchDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddMessaging();
        modelBuilder.Entity<Note>(note =>
        {
            note.ToTable("note");
            note.Property(n => n.Id).HasColumnName("id");
            note.Property(n => n.Subject).HasColumnName("subject");
            note.Property(n => n.Sequence).HasColumnName("sequence");
            note.Property(n => n.By).HasColumnName("by");
        });
    }
}

/// <summary>An effect: one row.</summary>
internal sealed class Note
{
    public const string Table =
        "create table note (id bigint generated always as identity primary key, subject text not null, sequence bigint not null, by text not null)";

    public long Id { get; private set; }
    public required string Subject { get; init; }
    public long Sequence { get; init; }
    public required string By { get; init; }
}

/// <summary>Writes one row for each event.</summary>
internal sealed class WriteDown(BenchDb db) : IHandle<SurveyOpened>
{
    public Task Handle(SurveyOpened @event, CancellationToken ct)
    {
        db.Add(
            new Note
            {
                Subject = @event.SurveyId.ToString(),
                Sequence = @event.Sequence,
                By = ResourceNames.Reporting,
            }
        );
        return Task.CompletedTask;
    }
}
