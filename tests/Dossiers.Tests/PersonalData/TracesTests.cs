using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using HoanKiem.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HoanKiem.Dossiers.Tests.PersonalData;

/// <summary>
/// Spans and logs while somebody's data is handed in, searched, asked about and put right, and while what they send is wrong: at the levels
/// at which a service runs, nothing of the person is in them.
/// </summary>
public sealed class TracesTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    // Of nobody else in these tests, which run beside others.
    private const string Name = "Quách Thị Mơ Huyền";
    private const string Number = "001999777001";
    private const string Phone = "0977 700 701";
    private const string Email = "mo.huyen@example.invalid";
    private const string Address = "77 phố Cổ Ngư, Hà Nội";
    private const string Wish = "Tôi muốn biết ai đọc thư của tôi.";

    private static readonly string[] Words =
    [
        Name,
        "quach thi mo huyen",
        Uri.EscapeDataString(Name),
        Number,
        "+84977700701",
        "0977700701",
        Phone,
        Email,
        Address,
        "phố Cổ Ngư",
        Wish,
    ];

    [Fact]
    public async Task Nothing_of_a_person_is_in_spans_or_logs()
    {
        var (spans, logs) = (new ConcurrentQueue<Activity>(), new Kept());
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await app.WithCatalogue();
        using var host = app.WithWebHostBuilder(builder =>
            builder.ConfigureTestServices(services => services.AddSingleton<ILoggerProvider>(logs))
        );
        var clerk = As(app.Officer("clerk-1", Given.Ward));
        var leader = As(app.Officer("leader-1", Given.Ward, Contracts.OfficerRole.Leader));
        HttpClient As(HttpClient known)
        {
            var client = host.CreateClient();
            client.DefaultRequestHeaders.Authorization = known.DefaultRequestHeaders.Authorization;
            return client;
        }

        var id = (await (await clerk.PostJson("/v1/dossiers", Submission(Number))).Body())
            .GetProperty("id")
            .GetGuid();
        // Wrong in several ways: members, JSON, a member that nobody knows.
        await (await clerk.PostJson("/v1/dossiers", Submission($"{Number}0"))).ShouldBeRefused(
            "invalid-members",
            400
        );
        await (
            await clerk.PostJson("/v1/dossiers/searches", new { name = Name, who = Number })
        ).ShouldBeRefused("unknown-member", 400);
        foreach (
            var search in new object[]
            {
                new { name = Name },
                new { identityNumber = Number },
                new { phone = Phone },
            }
        )
            await (await clerk.PostJson("/v1/dossiers/searches", search)).Body();
        var party = (await (await clerk.Get($"/v1/dossiers/{id}")).Body())
            .GetProperty("parties")[0]
            .GetProperty("partyId")
            .GetGuid();
        var asked = await (
            await clerk.PostJson(
                $"/v1/dossiers/{id}/data-requests",
                new
                {
                    kind = "correction",
                    wish = Wish,
                    correction = new { partyId = party, address = Address + " 2" },
                }
            )
        ).Body();
        await (
            await leader.PostJson(
                $"/v1/data-requests/{asked.GetProperty("requestId").GetGuid()}/answer",
                new { granted = true, explanation = Wish }
            )
        ).Body();

        var said = spans
            .SelectMany(span => Texts(span).Select(text => $"{span.DisplayName}: {text}"))
            .Concat(logs.Lines)
            .ToList();
        Assert.Contains(said, text => text.Contains("/answer", StringComparison.Ordinal));
        Assert.DoesNotContain(
            said,
            text => Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
        );
    }

    private static object Submission(string number) =>
        new
        {
            channel = "counter",
            procedureCode = SmallCatalogue.Restarts,
            competentAgency = Given.Ward,
            delivery = "post",
            subject = Wish,
            parties = new object[]
            {
                new
                {
                    role = "applicant",
                    identityKind = "personalNumber",
                    name = Name,
                    number,
                    phone = Phone,
                    email = Email,
                    address = Address,
                },
            },
            papers = new object[]
            {
                new
                {
                    code = "to-khai",
                    originals = 1,
                    copies = 0,
                },
            },
        };

    private static IEnumerable<string> Texts(Activity span) =>
        new[] { span.DisplayName, span.StatusDescription ?? "" }
            .Concat(span.TagObjects.Select(Text))
            .Concat(span.Baggage.Select(item => $"{item.Key}={item.Value}"))
            .Concat(span.Events.SelectMany(one => one.Tags.Select(Text).Prepend(one.Name)))
            .Concat(span.Links.SelectMany(link => link.Tags?.Select(Text) ?? []));

    private static string Text(KeyValuePair<string, object?> tag) =>
        string.Create(CultureInfo.InvariantCulture, $"{tag.Key}={tag.Value}");

    private sealed class Kept : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
