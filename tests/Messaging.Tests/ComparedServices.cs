using HoanKiem.Contracts;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Messaging.Tests;

/// <summary>A producer and a subscriber that compare many times a second, and everything that a test looks at.</summary>
internal sealed class ComparedServices : IAsyncDisposable
{
    public TestDatabase Said { get; private set; } = null!;
    public TestDatabase Heard { get; private set; } = null!;
    public TestBroker Broker { get; private set; } = null!;
    public TestService Feedback { get; set; } = null!;
    public TestService Reporting { get; set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ComparedServices> StartAsync()
    {
        var services = new ComparedServices
        {
            Said = await TestDatabase.CreateAsync(),
            Heard = await TestDatabase.CreateAsync(),
            Broker = await TestBroker.CreateAsync(),
        };
        services.Feedback = await services.StartFeedbackAsync();
        services.Reporting = await services.StartReportingAsync();
        return services;
    }

    public Task<TestService> StartFeedbackAsync() =>
        TestService.StartAsync(
            ResourceNames.Feedback,
            Said.ConnectionString,
            Broker.ConnectionString,
            services: Often
        );

    public Task<TestService> StartReportingAsync() =>
        TestService.StartAsync(
            ResourceNames.Reporting,
            Heard.ConnectionString,
            Broker.ConnectionString,
            m =>
                m.From(ResourceNames.Feedback)
                    .Ordered<Contracts.Feedback.V1.PetitionReceived, KeepPetition>()
                    .Ordered<Contracts.Feedback.V1.PetitionAccepted, KeepPetition>()
                    .Ordered<Contracts.Feedback.V1.PetitionResolved, KeepPetition>()
                    .Holds<MendPetition>("kept_petition", "id", KeptPetition.Columns),
            Often
        );

    /// <summary>Says the next events of a petition's life, each in a commit of its own.</summary>
    public async Task SayAsync(Guid petition, int from, int to)
    {
        for (var sequence = from; sequence <= to; sequence++)
        {
            object e =
                sequence == 1 ? Petitions.Received(petition, 1)
                : sequence < 4 ? Petitions.Accepted(petition, sequence)
                : Petitions.Resolved(petition, sequence);
            await Feedback.SaveAsync(s => s.GetRequiredService<IOutbox>().Publish(e));
        }
    }

    /// <summary>All that was published has been handled, and all digests are compared and equal.</summary>
    public Task EqualAsync() =>
        Eventually.True(
            "everything is compared and equal",
            async () =>
                await Said.ReadAsync<long>("select count(*) from outbox") == 0
                && await Said.ReadAsync<long>(
                    "select coalesce((select max(position) from published), 0) - coalesce((select position from told_until), 0)"
                ) == 0
                && await PrintAsync(Said, "select aggregate_id as a, sequence from told")
                    == await PrintAsync(Heard, "select aggregate as a, sequence from cursor")
                && await Heard.ReadAsync<long>(
                    "select count(*) from digest where compared_at is null or compared_at < said_at or due_at < compared_at + interval '500 ms'"
                ) == 0
                && await Heard.ReadAsync<long>(
                    "select count(*) from difference where healed_at is null"
                ) == 0
        );

    /// <summary>The rows and the notes of the subscriber, as one text.</summary>
    public async Task<string> HeldAsync() =>
        await PrintAsync(Heard, "select * from kept_petition as a")
        + await PrintAsync(Heard, "select subject as a, sequence from note");

    public Task<long> HealedAsync() =>
        Heard.ReadAsync<long>("select count(*) from difference where healed_at is not null");

    public async Task<ShowStatus.Status> StatusAsync(TestService service) =>
        await ShowStatus.ReadAsync(
            service.Services,
            service.Services.GetRequiredService<ServiceMessaging>(),
            service.Services.GetRequiredService<MessagingMetrics>(),
            TimeProvider.System,
            Ct
        );

    public async ValueTask DisposeAsync()
    {
        await Feedback.DisposeAsync();
        await Reporting.DisposeAsync();
        await Said.DisposeAsync();
        await Heard.DisposeAsync();
        await Broker.DisposeAsync();
    }

    private static Task<string> PrintAsync(TestDatabase database, string query) =>
        database.ReadAsync<string>(
            $"select coalesce(string_agg(r::text, E'\\n' order by r::text), '') from ({query}) r"
        );

    private static void Often(IServiceCollection services) =>
        services.PostConfigure<MessagingOptions>(options =>
        {
            options.CompareEvery = TimeSpan.FromMilliseconds(100);
            options.CompareAfter = TimeSpan.FromSeconds(1);
            options.SweepEvery = TimeSpan.FromSeconds(1);
        });
}
