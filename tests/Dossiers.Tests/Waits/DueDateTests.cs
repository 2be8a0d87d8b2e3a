using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Waits;

/// <summary>Time moves here, so this class has a service of its own.</summary>
public sealed class DueDateTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    [Fact]
    public async Task Days_pass_and_what_is_due_comes_up()
    {
        var late = await new Given(app).Processing();
        var waiting = await new Given(app).Processing();
        await app.Deliver(waiting.SupplementNeeded());
        var inTime = await new Given(app).Decided();
        await app.Deliver(
            new AgencySucceeded(
                Given.Ward,
                2,
                app.Clock.GetUtcNow(),
                [new("cua-nam", true)],
                new(2026, 12, 21)
            )
        );

        // Due on Friday 27/11: late from Saturday on, and the citizen's seven working days are over on 03/12.
        await Until(
            "the overdue dossier is an open item",
            () => app.Count("open_item", late.Id, "kind = 'overdue' and agency = 'hoan-kiem'")
        );
        Assert.Equal(1, await app.Count("history", late.Id, "what = 'dueSoon'"));
        Assert.Equal(0, await app.Count("open_item", waiting.Id));
        var overdue = await (await late.Clerk.GetAsync("/v1/dossiers?late=true")).Body();
        Assert.Equal(
            late.Id,
            Assert.Single(overdue.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid()
        );

        await Until(
            "the citizen's time for papers is over",
            () => app.Count("open_item", waiting.Id, "kind = 'supplementOverdue'")
        );
        Assert.Equal(0, await app.Count("open_item", waiting.Id, "kind = 'overdue'"));

        await app.Deliver(late.CaseDecided());
        Assert.Equal(
            Contracts.Timeliness.Late,
            (await app.SaidOnce<DossierResolved>(late.Id)).Timeliness
        );

        await Until(
            "the successor has the open work",
            () =>
                app.Scalar<long>(
                    $"select count(*) from dossier where id = '{waiting.Id}' and decided_by = 'cua-nam' and receiving_agency = 'cua-nam'"
                )
        );
        Assert.Equal(0, await app.Count("open_item", inTime.Id));
        var successor = app.Officer("clerk-of-cua-nam", "cua-nam");
        var dossier = await (await successor.GetAsync($"/v1/dossiers/{waiting.Id}")).Body();
        Assert.Equal(1, dossier.GetProperty("parties").GetArrayLength());
    }

    private Task Until(string what, Func<Task<long>> count) =>
        Eventually.True(
            what,
            async () =>
            {
                if (await count() > 0)
                    return true;
                app.Clock.Advance(TimeSpan.FromHours(6));
                return false;
            },
            TimeSpan.FromSeconds(60)
        );
}
