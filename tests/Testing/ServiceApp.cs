using System.Net.Http.Headers;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace HoanKiem.Testing;

/// <summary>
/// A service under test: its real <c>Program</c>, a real database of its own, real tokens, and a time that stands still until it is moved.
/// Use it as a class fixture: <c>public sealed class CatalogueApp() : ServiceApp&lt;Program&gt;(ResourceNames.Catalogue);</c>
/// </summary>
/// <param name="service">Name of the service.</param>
/// <param name="start">Where time begins; Monday 23/11/2026, 8:00 in Hà Nội when null.</param>
public abstract class ServiceApp<TProgram>(string service, DateTimeOffset? start = null)
    : WebApplicationFactory<TProgram>,
        IAsyncLifetime
    where TProgram : class
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);
    private string _connectionString = "";

    /// <summary>Where time begins.</summary>
    public DateTimeOffset Start { get; } = start ?? Monday;

    /// <summary>Both clocks of the service.</summary>
    public FakeTimeProvider Clock { get; } = new(start ?? Monday);

    /// <summary>Options of the service, e.g. <c>Carriers:vnpost:Url</c>. Set before the first client is made.</summary>
    public Dictionary<string, string> Settings { get; } =
        new(StringComparer.Ordinal) { ["AllowTestNumbers"] = "true" };

    /// <summary>A superuser's connection to the database of this app, to look at what is there.</summary>
    public string ConnectionString => _connectionString;

    /// <summary>Makes the database.</summary>
    public async ValueTask InitializeAsync() =>
        _connectionString = await TestDatabases.Create(service, typeof(TProgram).Assembly);

    /// <summary>Stops the service and drops the database.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        // Whoever could not make it has said why.
        if (_connectionString.Length > 0)
            await TestDatabases.Drop(_connectionString);
    }

    /// <summary>A citizen (công dân).</summary>
    public HttpClient Citizen(string subject = "citizen-1", int assurance = 2) =>
        As(subject, "citizen", assurance);

    /// <summary>An officer with a role in an agency from the beginning of time; give no agency for one who reaches nothing.</summary>
    public HttpClient Officer(
        string subject,
        string? agency = null,
        OfficerRole role = OfficerRole.Clerk
    )
    {
        if (agency is not null)
            Appoint(subject, agency, role);
        return As(subject, "officer", assurance: 3);
    }

    /// <summary>Another system: <c>vnpost</c>, <c>national-portal</c>.</summary>
    public HttpClient Client(string subject) => As(subject, "client", assurance: 3);

    /// <summary>Nobody signed in.</summary>
    public HttpClient Anyone() => CreateClient();

    /// <summary>A client that sends <paramref name="token"/>, whatever it is.</summary>
    public HttpClient With(string token)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Reads one value with a superuser's eyes.</summary>
    public async Task<T?> Scalar<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_connectionString)
            {
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync();
#pragma warning disable CA2100 // the test's own text
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? (T)value : default;
    }

    /// <summary>Runs SQL with a superuser's hands.</summary>
    public async Task Execute(string sql) => await Scalar<object>(sql);

    /// <summary>Lets a handler hear something as the inbox would: in a worker's scope, and one commit after it.</summary>
    public async Task Hear<THandler>(Func<THandler, Task> handle)
        where THandler : class
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.UseWorkerLogin();
        var db = scope.ServiceProvider.GetRequiredService<DbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(
            TestContext.Current.CancellationToken
        );
        await handle(ActivatorUtilities.CreateInstance<THandler>(scope.ServiceProvider));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Every table is under forced row-level security, or stands in the approved file <c>open-tables.txt</c>.</summary>
    public Task EveryTableIsLookedAfter() => OpenTables.Check(service, _connectionString);

    /// <summary>Runs the service's <c>migrate</c> command once more on this database.</summary>
    public Task MigrateAgain() =>
        TestDatabases.Migrate(typeof(TProgram).Assembly, service, _connectionString);

    /// <summary>Hands the service an event as the broker would; the same <paramref name="messageId"/> again is a duplicate.</summary>
    public Task<DeliveryOutcome> Deliver(object @event, Guid? messageId = null) =>
        Services
            .GetRequiredService<InboxPipeline>()
            .DeliverAsync(@event, messageId, TestContext.Current.CancellationToken);

    /// <summary>What the service has said, in the order in which it was recorded; of one aggregate when its id is given.</summary>
    public async Task<IReadOnlyList<LoggedEvent>> ReadEventLog(string? aggregateId = null)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.UseWorkerLogin();
        return await EventLog.ReadAsync(
            scope.ServiceProvider.GetRequiredService<DbContext>(),
            aggregateId,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>The events of one type that the service has said.</summary>
    public async Task<IReadOnlyList<TEvent>> Said<TEvent>(string? aggregateId = null)
        where TEvent : class =>
        [
            .. (await ReadEventLog(aggregateId))
                .Where(said => said.Is<TEvent>())
                .Select(said => said.As<TEvent>()),
        ];

    /// <inheritdoc />
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting(
            "ConnectionStrings:" + ResourceNames.DatabaseOf(service),
            _connectionString
        );
        builder.UseSetting("Messaging:Transport", "None");
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        // The server of the tests has no limit of its own, and says so at every request.
        builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore.Routing", "Error");
        foreach (var (name, value) in Settings)
            builder.UseSetting(name, value);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            services.AddSingleton(new BusinessClock(Clock));
            services.AddSingleton<IStartupFilter, OnThisMachine>();
            Tokens.TrustTestKey(services);
        });
    }

    private HttpClient As(string subject, string kind, int assurance) =>
        With(
            Tokens.Of(subject, kind, service, Clock.GetUtcNow(), assurance, TimeSpan.FromDays(3650))
        );

    // What Identity's event would leave behind.
    private void Appoint(string subject, string agency, OfficerRole role)
    {
        using var scope = Services.CreateScope();
        scope.ServiceProvider.UseWorkerLogin();
        var db = scope.ServiceProvider.GetRequiredService<DbContext>();
        if (
            db.Model.FindEntityType(typeof(ReachRow)) is null
            || db.Set<ReachRow>()
                .Any(row => row.Subject == subject && row.Agency == agency && row.Role == role)
        )
            return;
        db.Add(ReachRow.OfOfficer(Guid.NewGuid(), subject, agency, role, DateOnly.MinValue, null));
        db.SaveChanges();
    }
}
