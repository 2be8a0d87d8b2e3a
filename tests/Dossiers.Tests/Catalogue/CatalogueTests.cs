using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Catalogue;

public sealed class CatalogueTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Fact]
    public async Task A_late_calendar_moves_the_promise_later_never_earlier()
    {
        await _given.Processing();
        var decided = await new Given(app).Decided();
        await app.Deliver(
            SmallCatalogue.Calendar(
                2,
                "hanoi-2016-2026.2",
                new(2026, 12, 31),
                new CalendarDay(new(2026, 11, 27), "off", "Nghỉ bù")
            )
        );
        var moved = await app.SaidOnce<DueDateRecomputed>(_given.Id);
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 10, 0, 0, TimeSpan.Zero), moved.DueAt);
        Assert.Equal("hanoi-2016-2026.2", moved.CalendarVersion);
        Assert.Equal(1, await app.Count("notice", _given.Id, "kind = 'dueDateRecomputed'"));
        Assert.DoesNotContain(await app.Said(decided.Id), fact => fact.Is<DueDateRecomputed>());

        await app.Deliver(SmallCatalogue.Calendar(3, "hanoi-2016-2026.3", new(2026, 12, 31)));
        var dossier = await _given.Get();
        Assert.Equal("2026-11-30T17:00:00+07:00", dossier.GetProperty("promisedDueAt").GetString());
        Assert.Equal("2026-11-27T17:00:00+07:00", dossier.GetProperty("legalDueAt").GetString());
        Assert.Equal(1, await app.Count("notice", _given.Id, "kind = 'dueDateRecomputed'"));
    }

    [Fact]
    public async Task A_withdrawn_version_is_closed_from_the_next_day_on()
    {
        await app.WithCatalogue();
        var procedure = SmallCatalogue.Procedure(
            "1.000123",
            new(1, Contracts.LimitUnit.WorkingDay, null)
        );
        await app.Deliver(procedure);
        var withdrawn = new ProcedureWithdrawn(
            "1.000123",
            2,
            app.Clock.GetUtcNow(),
            procedure.VersionId,
            new(2026, 11, 22),
            "QĐ 1"
        );
        await app.Deliver(withdrawn);
        await app.Deliver(withdrawn);
        await (
            await _given.Clerk.PostJson("/v1/dossiers", Given.Request("1.000123"))
        ).ShouldBeRefused("procedure-closed", 422);
    }

    [Fact]
    public async Task Events_of_the_catalogue_that_come_twice_are_kept_once()
    {
        await app.WithCatalogue();
        await app.Deliver(
            SmallCatalogue.Agency("hoan-kiem", "ward", "000.02.16.H26", new(2025, 7, 1))
        );
        Assert.Equal(
            1,
            await app.Scalar<long>(
                "select count(*) from agency_version where agency_id = 'hoan-kiem'"
            )
        );
        await app.Deliver(
            new AgencySucceeded(
                "hang-bac",
                2,
                app.Clock.GetUtcNow(),
                [new("hoan-kiem", true)],
                new(2025, 7, 1)
            )
        );
        await app.Deliver(
            new AgencySucceeded(
                "hang-bac",
                2,
                app.Clock.GetUtcNow(),
                [new("hoan-kiem", true)],
                new(2025, 7, 1)
            )
        );
        Assert.Equal(1, await app.Scalar<long>("select count(*) from succession"));
    }
}
