using System.Net;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Testing;

namespace HoanKiem.Identity.Tests.Directory;

/// <summary>What one administrator proposes is in force when another one has approved it.</summary>
public sealed class ProposalTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    private const string Ward = "hoan-kiem";
    private const string Today = "2026-11-23";

    private HttpClient One => app.One();

    private HttpClient Other => app.Other();

    [Fact]
    public async Task An_appointment_is_in_force_and_published_when_a_second_person_has_approved_it()
    {
        var source = await app.Proposed("appointments", Appointment("new-clerk"));
        Assert.Empty(await app.Mine("new-clerk"));
        Assert.Empty(await app.Said<OfficerAppointed>(source.Source.ToString()));

        await app.Approved(source.Id);

        Assert.Equal([Ward], await app.Mine("new-clerk"));
        var said = Assert.Single(await app.Said<OfficerAppointed>(source.Source.ToString()));
        Assert.Equal(
            ("new-clerk", Ward, OfficerRole.Clerk, 1L),
            (said.Subject, said.Agency, said.Role, said.Sequence)
        );
        await (await Administrators.Decide(Other, source.Id, "approval", 2)).ShouldBeRefused(
            "proposal-decided",
            409
        );
    }

    [Fact]
    public async Task Nobody_approves_what_they_proposed_or_what_concerns_themselves()
    {
        var own = await app.Proposed("appointments", Appointment("somebody"));
        await (await Administrators.Decide(One, own.Id, "approval")).ShouldBeRefused(
            "second-person-required",
            403
        );
        var forOther = await app.Proposed("appointments", Appointment("admin-2", "leader"));
        await (await Administrators.Decide(Other, forOther.Id, "approval")).ShouldBeRefused(
            "second-person-required",
            403
        );
        Assert.Empty(await app.Mine("somebody"));

        // Whoever proposed it may take it back, and then it is decided.
        (await Administrators.Decide(One, own.Id, "rejection")).EnsureSuccessStatusCode();
        await (await Administrators.Decide(Other, own.Id, "approval", 2)).ShouldBeRefused(
            "proposal-decided",
            409
        );
    }

    [Fact]
    public async Task Only_who_is_an_administrator_today_proposes_and_decides()
    {
        var ended = app.Officer("admin-until-yesterday");
        await app.Execute(
            "insert into reach (source, subject, agency, role, valid_from, valid_to, endings) values (gen_random_uuid(), 'admin-until-yesterday', 'ttpvhcc', 'Administrator', '2020-01-01', '2026-11-22', 1)"
        );
        foreach (var who in new[] { ended, app.Officer("a-clerk", Ward), app.Citizen() })
            await (
                await who.PostJson("/v1/directory/appointments", Appointment("x"))
            ).ShouldBeRefused("forbidden", 403);
        var proposal = await app.Proposed("appointments", Appointment("y"));
        await (await Administrators.Decide(ended, proposal.Id, "approval")).ShouldBeRefused(
            "forbidden",
            403
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await ended.Get("/v1/directory/proposals")).StatusCode
        );
    }

    [Fact]
    public async Task Two_substitutions_for_the_same_absence_do_not_overlap()
    {
        await app.Approved(
            (await app.Proposed("appointments", Appointment("absent", "leader"))).Id
        );
        var first = await app.Proposed(
            "substitutions",
            Substitution("first", "2026-12-01", "2026-12-10")
        );
        var second = await app.Proposed(
            "substitutions",
            Substitution("second", "2026-12-10", "2026-12-20")
        );
        await app.Approved(first.Id);

        // It was fine when it was proposed; it is not when it is to be in force.
        await (await Administrators.Decide(Other, second.Id, "approval")).ShouldBeRefused(
            "substitution-overlaps",
            409
        );
        await (
            await One.PostJson(
                "/v1/directory/substitutions",
                Substitution("third", "2026-12-05", "2026-12-06")
            )
        ).ShouldBeRefused("substitution-overlaps", 409);

        // The first one ends earlier, and then there is room.
        await app.Approved(
            (
                await app.Proposed(
                    $"{first.Source}/end",
                    new { lastDay = "2026-12-09", basis = "2/GUQ" }
                )
            ).Id
        );
        await app.Approved(second.Id);
        var set = await app.Said<SubstitutionSet>(second.Source.ToString());
        Assert.Equal("second", Assert.Single(set).SubstituteSubject);
        Assert.Single(await app.Said<SubstitutionEnded>(first.Source.ToString()));
    }

    [Fact]
    public async Task Only_a_role_that_is_held_all_of_that_time_is_passed_on() =>
        await (
            await One.PostJson(
                "/v1/directory/substitutions",
                Substitution("anybody", "2026-12-01", "2026-12-02", absent: "never-appointed")
            )
        ).ShouldBeRefused("nothing-to-substitute", 422);

    [Fact]
    public async Task A_mandate_is_granted_and_revoked_and_an_inspection_names_its_set()
    {
        var mandate = await app.Proposed(
            "mandates",
            new
            {
                grantor = "citizen-a",
                holder = "citizen-b",
                from = Today,
                basis = "1/GUQ",
            }
        );
        await app.Approved(mandate.Id);
        await app.Approved(
            (
                await app.Proposed(
                    $"{mandate.Source}/end",
                    new { lastDay = Today, basis = "1/GUQ" }
                )
            ).Id
        );
        Assert.Equal(
            2,
            Assert.Single(await app.Said<MandateRevoked>(mandate.Source.ToString())).Sequence
        );
        await (
            await One.PostJson(
                $"/v1/directory/{mandate.Source}/end",
                new { lastDay = Today, basis = "1/GUQ" }
            )
        ).ShouldBeRefused("already-over", 422);

        var dossier = Guid.NewGuid();
        var inspection = await app.Proposed(
            "inspections",
            new
            {
                name = "12/QĐ-TTr",
                inspectors = new[] { "inspector-1" },
                dossierIds = new[] { dossier },
                from = Today,
                to = "2026-12-31",
            }
        );
        await app.Approved(inspection.Id);
        Assert.Equal(
            [dossier],
            Assert
                .Single(await app.Said<InspectionGranted>(inspection.Source.ToString()))
                .DossierIds
        );
    }

    [Fact]
    public async Task Days_have_an_order_and_what_is_not_there_does_not_end()
    {
        await (
            await One.PostJson(
                "/v1/directory/appointments",
                Appointment("z", from: "2026-12-02", to: "2026-12-01")
            )
        ).ShouldBeRefused("days-in-wrong-order", 422, "to");
        await (
            await One.PostJson(
                "/v1/directory/appointments",
                Appointment("z", from: "2026-01-01", to: "2026-11-22")
            )
        ).ShouldBeRefused("already-over", 422);
        await (
            await One.PostJson(
                $"/v1/directory/{Guid.NewGuid()}/end",
                new { lastDay = Today, basis = "x" }
            )
        ).ShouldBeRefused("not-found", 404);
    }

    private static object Appointment(
        string subject,
        string role = "clerk",
        string from = "2026-01-01",
        string? to = null
    ) =>
        new
        {
            subject,
            agency = Ward,
            role,
            from,
            to,
            basis = "34/QĐ-UBND",
        };

    private static object Substitution(
        string substitute,
        string from,
        string to,
        string absent = "absent"
    ) =>
        new
        {
            absent,
            substitute,
            agency = Ward,
            role = "leader",
            from,
            to,
            basis = "1/GUQ",
        };
}
