using System.Net;
using System.Net.Http.Headers;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.SampleService;
using HoanKiem.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>Each role reaches what it is for, by the application's filter and by the database alike.</summary>
public sealed class RulesTests(SampleApp app) : IClassFixture<SampleApp>
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Theory]
    [InlineData(OfficerRole.Clerk, true, false)]
    [InlineData(OfficerRole.Specialist, false, true)]
    [InlineData(OfficerRole.Leader, true, true)]
    [InlineData(OfficerRole.PetitionOfficer, false, false)]
    [InlineData(OfficerRole.Inspector, false, false)]
    [InlineData(OfficerRole.Administrator, false, false)]
    public async Task A_role_reaches_what_it_is_for(OfficerRole role, bool received, bool routed)
    {
        var agency = $"agency-of-{role}".ToLowerInvariant();
        var atCounter = await AThing(receiving: agency);
        var onDesk = await AThing(receiving: "elsewhere", handling: agency);
        var officer = app.Officer($"officer-{role}", agency, role);

        await Sees(officer, atCounter, received);
        await Sees(officer, onDesk, routed);
        Assert.Equal((received ? 1 : 0) + (routed ? 1 : 0), await Count(officer));
    }

    [Fact]
    public async Task A_leader_sees_the_agencies_below_and_a_clerk_does_not()
    {
        await Registered("above", null);
        await Registered("below", "above");
        await Registered("far-below", "below");
        var thing = await AThing(receiving: "far-below");

        await Sees(app.Officer("leader-above", "above", OfficerRole.Leader), thing, true);
        await Sees(app.Officer("clerk-above", "above"), thing, false);
        await Sees(app.Officer("leader-beside", "beside", OfficerRole.Leader), thing, false);
        Assert.Equal(1, await Count(app.Officer("leader-above", "above", OfficerRole.Leader)));
    }

    [Fact]
    public async Task Who_took_over_an_agency_reaches_what_it_left_from_the_first_day_on()
    {
        await Registered("old-ward", null, to: Today);
        await Registered("new-ward", null, from: Today.AddDays(1));
        await app.Hear<KeepLines>(lines =>
            lines.Handle(
                new AgencySucceeded("old-ward", 2, Now, [new("new-ward", true)], Today.AddDays(1)),
                default
            )
        );
        var thing = await AThing(receiving: "old-ward");
        var (before, after) = (
            app.Officer("of-old-ward", "old-ward"),
            app.Officer("of-new-ward", "new-ward")
        );

        await Sees(before, thing, true);
        await Sees(after, thing, false);
        app.Clock.Advance(TimeSpan.FromDays(1));
        try
        {
            await Sees(before, thing, false); // the ward is no more, whatever its officers' papers say
            await Sees(after, thing, true);
        }
        finally
        {
            app.Clock.AdjustTime(app.Start);
        }
    }

    [Fact]
    public async Task Of_an_agency_that_was_split_only_leaders_divide_what_is_left()
    {
        await Registered("split", null, to: Today.AddDays(-1));
        await Registered("part-one", null);
        await app.Hear<KeepLines>(lines =>
            lines.Handle(
                new AgencySucceeded(
                    "split",
                    2,
                    Now,
                    [new("part-one", false), new("part-two", false)],
                    Today
                ),
                default
            )
        );
        var thing = await AThing(receiving: "split");

        await Sees(app.Officer("leader-part", "part-one", OfficerRole.Leader), thing, true);
        await Sees(app.Officer("clerk-part", "part-one"), thing, false);
    }

    [Fact]
    public async Task An_inspector_reads_the_set_of_a_named_inspection_and_changes_nothing()
    {
        var (inside, outside) = (
            await AThing(receiving: "inspected"),
            await AThing(receiving: "inspected")
        );
        var inspection = Guid.NewGuid();
        var inspector = app.Officer("inspector", "inspectorate", OfficerRole.Inspector);
        var former = app.Officer("former-inspector", "elsewhere");
        await app.Hear<KeepReach>(reach =>
            reach.Handle(
                new InspectionGranted(
                    inspection,
                    1,
                    Now,
                    "12/QĐ-TTr",
                    ["inspector", "former-inspector"],
                    [inside],
                    Today,
                    Today.AddDays(30)
                ),
                default
            )
        );

        await Sees(inspector, inside, true);
        await Sees(inspector, outside, false);
        await Sees(former, inside, false); // named, but no inspector any more
        Assert.Equal(1, await Count(inspector));
        await (
            await inspector.SendJson(HttpMethod.Put, $"/v1/things/{inside}", new { title = "x" }, 1)
        ).ShouldBeRefused("not-found", 404);

        await app.Hear<KeepReach>(reach =>
            reach.Handle(new InspectionEnded(inspection, 2, Now, Today.AddDays(-1)), default)
        );
        await Sees(inspector, inside, false);
        Assert.Equal(0, await Count(inspector));
    }

    [Fact]
    public async Task Who_lost_something_that_is_not_known_here_yet_reaches_nothing_until_it_is()
    {
        var thing = await AThing(receiving: "lossy");
        var appointment = Guid.NewGuid();
        app.Officer("loser", "lossy"); // another appointment, which stays
        await app.Hear<KeepReach>(reach =>
            reach.Handle(
                new OfficerAppointed(
                    appointment,
                    1,
                    Now,
                    "loser",
                    "other",
                    OfficerRole.Leader,
                    Today,
                    null
                ),
                default
            )
        );
        var lost = await AThing(receiving: "other");
        var (older, newer) = (WithEndings("loser", 0), WithEndings("loser", 1));

        await Sees(older, thing, true); // lives for five minutes
        await Sees(older, lost, true);
        await Sees(newer, thing, false); // issued after the end of which this service has not heard
        Assert.Equal(0, await Count(newer));

        await app.Hear<KeepReach>(reach =>
            reach.Handle(new AppointmentEnded(appointment, 2, Now, Today.AddDays(-1)), default)
        );
        await Sees(newer, thing, true);
        Assert.Equal(1, await Count(newer));
        // What was lost is read here and not in the token: the older one brings no more than the newer.
        await Sees(older, lost, false);
        await Sees(newer, lost, false);
        Assert.Equal(1, await Count(older));
    }

    [Fact]
    public async Task An_endpoint_that_has_promised_to_read_saves_nothing()
    {
        var thing = await AThing(receiving: "promised");

        Assert.Equal(
            HttpStatusCode.InternalServerError,
            (
                await app.Officer("clerk-promised", "promised")
                    .PostJson($"/v1/things/promised?thing={thing}", new { })
            ).StatusCode
        );
        Assert.Equal(
            "x",
            await app.Scalar<string>($"select title from thing where id = '{thing}'")
        );
    }

    [Fact]
    public async Task A_query_whose_author_forgot_the_predicate_is_refused()
    {
        await AThing(receiving: "forgotten");

        Assert.Equal(
            HttpStatusCode.InternalServerError,
            (
                await app.Officer("clerk-forgotten", "forgotten").Get("/v1/things/forgotten")
            ).StatusCode
        );
    }

    private DateTimeOffset Now => app.Clock.GetUtcNow();

    private Task Registered(
        string id,
        string? parent,
        DateOnly? from = null,
        DateOnly? to = null
    ) =>
        app.Hear<KeepLines>(lines =>
            lines.Handle(
                new AgencyRegistered(
                    id,
                    1,
                    Now,
                    "ward",
                    id,
                    null,
                    null,
                    from,
                    to,
                    parent,
                    "ours",
                    [],
                    false
                ),
                default
            )
        );

    private async Task<Guid> AThing(string receiving, string? handling = null)
    {
        var id = Guid.NewGuid();
        await app.Execute(
            $"insert into thing (id, title, state, opened_at, receiving_agency, handling_agencies, version) values ('{id}', 'x', 'StillOpen', now(), '{receiving}', array['{handling ?? "nobody"}'], 1)"
        );
        return id;
    }

    private HttpClient WithEndings(string subject, int endings)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Testing.Tokens.Of(subject, "officer", SampleNames.Service, Now, 3, endings: endings)
        );
        return client;
    }

    private static async Task Sees(HttpClient client, Guid thing, bool sees) =>
        Assert.Equal(
            sees ? HttpStatusCode.OK : HttpStatusCode.NotFound,
            (await client.Get($"/v1/things/{thing}")).StatusCode
        );

    // By the database alone.
    private static async Task<int> Count(HttpClient client) =>
        (await (await client.Get("/v1/things")).Body()).GetProperty("count").GetInt32();
}
