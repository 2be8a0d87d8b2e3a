using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Testing;

namespace HoanKiem.Identity.Tests.Directory;

/// <summary>When an agency is merged or split, its officers and their reach follow its successors.</summary>
public sealed class SuccessionTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly DateOnly Effective = Today.AddDays(10);

    [Fact]
    public async Task Officers_of_an_agency_that_was_merged_hold_their_roles_in_its_heir()
    {
        await Registered("m-old", to: Effective.AddDays(-1));
        await Registered("m-new");
        var source = await app.InForce("appointments", Appointment("m-officer", "m-old"));
        await app.InForce(
            "appointments",
            Appointment("m-short", "m-old", to: Effective.AddDays(-1))
        );
        await app.InForce("appointments", Appointment("m-both", "m-old"));
        await app.InForce("appointments", Appointment("m-both", "m-new"));

        await Succeeded("m-old", [new("m-new", true)]);

        var ended = Assert.Single(await app.Said<AppointmentEnded>(source.ToString()));
        Assert.Equal((2L, Effective.AddDays(-1)), (ended.Sequence, ended.To));
        var there = Assert.Single(
            await app.Said<OfficerAppointed>(),
            said => said is { Subject: "m-officer", Agency: "m-new" }
        );
        Assert.Equal(
            (1L, OfficerRole.Clerk, Effective, null),
            (there.Sequence, there.Role, there.From, there.To)
        );
        // Who leaves on the last day of the old one, or was appointed by name, is not appointed again.
        Assert.DoesNotContain(
            await app.Said<OfficerAppointed>(),
            said => said.Agency == "m-new" && said.Subject == "m-short"
        );
        Assert.Single(
            await app.Said<OfficerAppointed>(),
            said => said is { Agency: "m-new", Subject: "m-both" }
        );

        await WhereOfficersWork("m-officer", ["m-old"], ["m-new"]);
    }

    [Fact]
    public async Task Officers_of_an_agency_that_was_split_wait_for_a_decision()
    {
        await Registered("s-old", to: Effective.AddDays(-1));
        await app.InForce("appointments", Appointment("s-officer", "s-old"));

        await Succeeded("s-old", [new("s-one", false), new("s-two", false)]);

        await WhereOfficersWork("s-officer", ["s-old"], []);
        await app.InForce("appointments", Appointment("s-officer", "s-two", from: Effective));
        await WhereOfficersWork("s-officer", ["s-old"], ["s-two"]);
    }

    [Fact]
    public async Task Somebody_who_acts_for_an_officer_goes_on_in_the_heir_and_may_be_stopped_there()
    {
        await Registered("a-old", to: Effective.AddDays(-1));
        await app.InForce("appointments", Appointment("a-absent", "a-old", "leader"));
        var (until, from) = (Effective.AddDays(20), Effective.AddDays(-5));
        var source = await app.InForce(
            "substitutions",
            new
            {
                absent = "a-absent",
                substitute = "a-substitute",
                agency = "a-old",
                role = "leader",
                from,
                to = until,
                basis = "1/GUQ",
            }
        );

        await Succeeded("a-old", [new("a-new", true)]);

        var ended = Assert.Single(await app.Said<SubstitutionEnded>(source.ToString()));
        Assert.Equal(Effective.AddDays(-1), ended.To);
        var there = Assert.Single(
            await app.Said<SubstitutionSet>(),
            said => said is { SubstituteSubject: "a-substitute", Agency: "a-new" }
        );
        Assert.Equal((Effective, until, 1L), (there.From, there.To, there.Sequence));

        await app.InForce(
            $"{there.SubstitutionId}/end",
            new { lastDay = Effective, basis = "2/GUQ" }
        );
        Assert.Single(await app.Said<SubstitutionEnded>(there.SubstitutionId.ToString()));
    }

    [Fact]
    public async Task Nobody_is_appointed_to_an_agency_that_is_no_more()
    {
        await Registered("d-old", to: Today.AddDays(-1));
        var waiting = await app.Proposed("appointments", Appointment("d-waits", "d-later"));
        await Succeeded("d-old", [new("d-new", true)], Today);
        await Registered("d-later", to: Today.AddDays(-1));

        var problem = await (
            await app.One()
                .PostJson("/v1/directory/appointments", Appointment("d-officer", "d-old"))
        ).ShouldBeRefused("agency-dissolved", 422, "agency");
        Assert.Equal("2026-11-22", problem.GetProperty("lastDay").GetString());
        Assert.Equal("d-new", problem.GetProperty("successors")[0].GetString());
        await (
            await app.One()
                .PostJson(
                    "/v1/directory/substitutions",
                    new
                    {
                        absent = "x",
                        substitute = "y",
                        agency = "d-old",
                        role = "leader",
                        from = Today,
                        to = Today,
                        basis = "1/GUQ",
                    }
                )
        ).ShouldBeRefused("agency-dissolved", 422, "agency");

        // It was there when it was proposed.
        await (await Administrators.Decide(app.Other(), waiting.Id, "approval")).ShouldBeRefused(
            "agency-dissolved",
            422,
            "agency"
        );
    }

    [Fact]
    public async Task An_appointment_that_outlives_its_agency_is_carried_over_when_it_is_approved_through_all_heirs()
    {
        await Registered("c-one", to: Effective.AddDays(-1));
        await Succeeded("c-one", [new("c-two", true)]);
        await Registered("c-two", to: Effective.AddDays(99));
        await Succeeded("c-two", [new("c-three", true)], Effective.AddDays(100));

        await app.InForce("appointments", Appointment("c-officer", "c-one"));

        Assert.Equal(
            [
                ("c-one", Today.AddDays(-30)),
                ("c-two", Effective),
                ("c-three", Effective.AddDays(100)),
            ],
            (await app.Said<OfficerAppointed>())
                .Where(said => said.Subject == "c-officer")
                .OrderBy(said => said.From)
                .Select(said => (said.Agency, said.From))
        );
        Assert.Equal(
            2,
            await app.Scalar<long>(
                "select count(*) from reach where subject = 'c-officer' and endings = 1"
            )
        );
    }

    [Fact]
    public async Task An_administrator_of_an_agency_that_is_no_more_is_none()
    {
        var administrator = app.Officer("n-admin", "n-old", OfficerRole.Administrator);
        (await administrator.Get("/v1/directory/proposals")).EnsureSuccessStatusCode();

        await Registered("n-old", to: Today.AddDays(-1));

        await (await administrator.Get("/v1/directory/proposals")).ShouldBeRefused(
            "forbidden",
            403
        );
    }

    private static object Appointment(
        string subject,
        string agency,
        string role = "clerk",
        DateOnly? from = null,
        DateOnly? to = null
    ) =>
        new
        {
            subject,
            agency,
            role,
            from = from ?? Today.AddDays(-30),
            to,
            basis = "34/QĐ-UBND",
        };

    private async Task Registered(string agency, DateOnly? to = null) =>
        await app.Deliver(
            new AgencyRegistered(
                agency,
                1,
                app.Clock.GetUtcNow(),
                "ward",
                agency,
                null,
                null,
                null,
                to,
                null,
                "ours",
                [],
                false
            )
        );

    private async Task Succeeded(
        string agency,
        IReadOnlyList<Successor> successors,
        DateOnly? effective = null
    ) =>
        await app.Deliver(
            new AgencySucceeded(
                agency,
                2,
                app.Clock.GetUtcNow(),
                successors,
                effective ?? Effective
            )
        );

    // Today, and when the day has come.
    private async Task WhereOfficersWork(string subject, string[] before, string[] after)
    {
        Assert.Equal(before, await app.Mine(subject));
        app.Clock.AdjustTime(app.Start.AddDays(10));
        try
        {
            Assert.Equal(after, await app.Mine(subject));
        }
        finally
        {
            app.Clock.AdjustTime(app.Start);
        }
    }
}
