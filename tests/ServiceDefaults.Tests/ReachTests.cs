using System.Net;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>Outside your reach nothing exists: by the predicate, and by the database where the predicate is forgotten.</summary>
public sealed class ReachTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task A_citizen_sees_what_is_theirs_and_nobody_elses()
    {
        var url = await AThingOf("owner", "hang-bac");

        Assert.Equal(HttpStatusCode.OK, await Status(app.Citizen("owner"), url));
        await (await app.Citizen("stranger").Get(url)).ShouldBeRefused("not-found", 404);
    }

    [Fact]
    public async Task An_officer_sees_what_their_agency_received_and_nothing_else()
    {
        var url = await AThingOf("someone", "hang-dao");

        Assert.Equal(
            HttpStatusCode.OK,
            await Status(app.Officer("clerk-of-hang-dao", "hang-dao"), url)
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            await Status(app.Officer("clerk-of-hang-gai", "hang-gai"), url)
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            await Status(app.Officer("without-appointment"), url)
        );
    }

    [Fact]
    public async Task The_database_itself_keeps_rows_from_those_who_may_not_see_them()
    {
        await AThingOf("rls-owner", "trang-tien");

        // This list has no predicate.
        Assert.Equal(1, await Count(app.Citizen("rls-owner")));
        Assert.Equal(0, await Count(app.Citizen("rls-stranger")));
        Assert.Equal(1, await Count(app.Officer("clerk-of-trang-tien", "trang-tien")));
        Assert.Equal(0, await Count(app.Officer("clerk-of-cua-dong", "cua-dong")));
    }

    [Fact]
    public async Task Nobody_signed_in_reads_no_rows()
    {
        await AThingOf("unset-owner", "hang-bo");
        using var scope = app.Services.CreateScope();

        var rows = await scope
            .ServiceProvider.GetRequiredService<DbContext>()
            .Database.SqlQuery<int>($"select count(*)::int as \"Value\" from thing")
            .SingleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, rows);
    }

    [Fact]
    public async Task Workers_read_every_row()
    {
        await AThingOf("worker-owner", "hang-bong");
        using var scope = app.Services.CreateScope();
        scope.ServiceProvider.UseWorkerLogin();

        var rows = await scope
            .ServiceProvider.GetRequiredService<DbContext>()
            .Database.SqlQuery<int>($"select count(*)::int as \"Value\" from thing")
            .SingleAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(0, rows);
    }

    [Fact]
    public async Task Who_holds_a_mandate_sees_the_grantors_rows_while_it_lasts()
    {
        var url = await AThingOf("grantor", "hang-ma");
        await Keep(
            ReachRow.OfMandate(
                Guid.NewGuid(),
                "holder",
                "grantor",
                new DateOnly(2026, 11, 1),
                new DateOnly(2026, 11, 23)
            )
        );
        await Keep(
            ReachRow.OfMandate(
                Guid.NewGuid(),
                "former-holder",
                "grantor",
                new DateOnly(2026, 11, 1),
                new DateOnly(2026, 11, 22)
            )
        );

        Assert.Equal(HttpStatusCode.OK, await Status(app.Citizen("holder"), url));
        Assert.Equal(1, await Count(app.Citizen("holder")));
        Assert.Equal(HttpStatusCode.NotFound, await Status(app.Citizen("former-holder"), url));
        Assert.Equal(0, await Count(app.Citizen("former-holder")));
    }

    [Fact]
    public async Task An_operator_is_an_officer_who_is_administrator_today()
    {
        Assert.Equal(
            HttpStatusCode.OK,
            await Status(
                app.Officer("administrator", "hoan-kiem", OfficerRole.Administrator),
                "/v1/only-operators"
            )
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await Status(app.Officer("plain-clerk", "hoan-kiem"), "/v1/only-operators")
        );
    }

    [Fact]
    public async Task What_Identity_says_becomes_reach_from_the_first_day_to_the_last()
    {
        var url = await AThingOf("someone", "hang-trong");
        var (appointment, substitution) = (Guid.NewGuid(), Guid.NewGuid());
        var officer = app.Officer("appointed");
        var substitute = app.Officer("substitute");

        await Hear(reach =>
            reach.Handle(
                new OfficerAppointed(
                    appointment,
                    1,
                    app.Clock.GetUtcNow(),
                    "appointed",
                    "hang-trong",
                    OfficerRole.Clerk,
                    new DateOnly(2026, 1, 1),
                    null
                ),
                default
            )
        );
        await Hear(reach =>
            reach.Handle(
                new SubstitutionSet(
                    substitution,
                    1,
                    app.Clock.GetUtcNow(),
                    "appointed",
                    "substitute",
                    "hang-trong",
                    OfficerRole.Clerk,
                    new DateOnly(2026, 11, 24),
                    new DateOnly(2026, 11, 30)
                ),
                default
            )
        );

        Assert.Equal(HttpStatusCode.OK, await Status(officer, url));
        Assert.Equal(HttpStatusCode.NotFound, await Status(substitute, url)); // from tomorrow

        await Hear(reach =>
            reach.Handle(
                new AppointmentEnded(
                    appointment,
                    2,
                    app.Clock.GetUtcNow(),
                    new DateOnly(2026, 11, 22)
                ),
                default
            )
        );

        Assert.Equal(HttpStatusCode.NotFound, await Status(officer, url));
    }

    [Fact]
    public async Task A_revoked_mandate_reaches_nothing_from_that_moment()
    {
        var url = await AThingOf("grantor-2", "hang-gai");
        var mandate = Guid.NewGuid();
        await Hear(reach =>
            reach.Handle(
                new MandateGranted(
                    mandate,
                    1,
                    app.Clock.GetUtcNow(),
                    "grantor-2",
                    "holder-2",
                    new DateOnly(2026, 11, 1),
                    null
                ),
                default
            )
        );
        await Hear(reach =>
            reach.Handle(
                new MandateGranted(
                    mandate,
                    1,
                    app.Clock.GetUtcNow(),
                    "grantor-2",
                    "holder-2",
                    new DateOnly(2026, 11, 1),
                    null
                ),
                default
            )
        );
        Assert.Equal(HttpStatusCode.OK, await Status(app.Citizen("holder-2"), url));

        await Hear(reach =>
            reach.Handle(new MandateRevoked(mandate, 2, app.Clock.GetUtcNow()), default)
        );

        Assert.Equal(HttpStatusCode.NotFound, await Status(app.Citizen("holder-2"), url));
        Assert.Equal(0, await Count(app.Citizen("holder-2")));
    }

    // As the inbox does: the handler, then one SaveChanges.
    private async Task Hear(Func<KeepReach, Task> handle)
    {
        using var scope = app.Services.CreateScope();
        scope.ServiceProvider.UseWorkerLogin();
        var db = scope.ServiceProvider.GetRequiredService<DbContext>();
        await handle(new KeepReach(db));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> AThingOf(string subject, string agency)
    {
        var answer = await app.Citizen(subject)
            .PostJson("/v1/things", new { title = "Khai sinh", agency });
        await answer.Body();
        return answer.Headers.Location!.ToString();
    }

    private async Task Keep(ReachRow row)
    {
        using var scope = app.Services.CreateScope();
        scope.ServiceProvider.UseWorkerLogin();
        var db = scope.ServiceProvider.GetRequiredService<DbContext>();
        db.Add(row);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<HttpStatusCode> Status(HttpClient client, string url) =>
        (await client.Get(url)).StatusCode;

    private static async Task<int> Count(HttpClient client) =>
        (await (await client.Get("/v1/things")).Body()).GetProperty("count").GetInt32();
}
