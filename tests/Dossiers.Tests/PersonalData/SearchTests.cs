using System.Net;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.PersonalData;

public sealed class SearchTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Theory]
    [InlineData("identityNumber", "001999000001")]
    [InlineData("phone", "0912345678")]
    [InlineData("phone", "+84 912 345 678")]
    [InlineData("name", "Thị Hòa")]
    [InlineData("name", "nguyen thi hoa")]
    public async Task A_person_is_found_within_the_officers_reach_only(string by, string what)
    {
        await _given.Submitted();
        var request = new Dictionary<string, string> { [by] = what };

        var found = await (await _given.Clerk.PostJson("/v1/dossiers/searches", request)).Body();
        Assert.Contains(
            found.GetProperty("items").EnumerateArray(),
            line => line.GetProperty("id").GetGuid() == _given.Id
        );

        var elsewhere = app.Officer("clerk-elsewhere", "hang-bac");
        var nothing = await (await elsewhere.PostJson("/v1/dossiers/searches", request)).Body();
        Assert.Empty(nothing.GetProperty("items").EnumerateArray());
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await app.Citizen().PostJson("/v1/dossiers/searches", request)).StatusCode
        );
    }

    [Fact]
    public async Task An_inspector_finds_people_in_the_named_set_and_changes_nothing_of_them()
    {
        var inspector = app.Officer("inspector-of-set", "inspectorate", OfficerRole.Inspector);
        await _given.Submitted();
        await _given.Submitted();
        var inside = _given.Id;
        var now = app.Clock.GetUtcNow();
        await app.Deliver(
            new InspectionGranted(
                Guid.NewGuid(),
                1,
                now,
                "12/QĐ-TTr",
                ["inspector-of-set"],
                [inside],
                new(2026, 11, 1),
                new(2026, 12, 31)
            )
        );

        var found = await (
            await inspector.PostJson("/v1/dossiers/searches", new { name = "nguyen thi hoa" })
        ).Body();

        Assert.Equal(
            [inside],
            found.GetProperty("items").EnumerateArray().Select(l => l.GetProperty("id").GetGuid())
        );
        await (await _given.Act("withdrawal", new { }, inspector)).ShouldBeRefused(
            "not-found",
            404
        );
    }

    [Fact]
    public async Task A_part_of_a_number_finds_nobody_and_nothing_finds_nothing()
    {
        await _given.Submitted();
        var part = await (
            await _given.Clerk.PostJson(
                "/v1/dossiers/searches",
                new { identityNumber = "00199900000" }
            )
        ).Body();
        Assert.Empty(part.GetProperty("items").EnumerateArray());
        await (await _given.Clerk.PostJson("/v1/dossiers/searches", new { })).ShouldBeRefused(
            "invalid-members",
            400
        );
    }

    [Fact]
    public async Task Who_works_on_it_sees_the_number_and_who_supervises_its_end()
    {
        await _given.Submitted();
        Assert.Equal("001999000001", await Number(_given.Clerk));
        Assert.Equal("•••••••••001", await Number(_given.Leader));
        Assert.Equal(
            "001999000001",
            await Number(app.Officer("specialist-1", Given.Ward, OfficerRole.Specialist))
        );
    }

    private async Task<string?> Number(HttpClient who) =>
        (await (await who.Get($"/v1/dossiers/{_given.Id}")).Body())
            .GetProperty("parties")[0]
            .GetProperty("number")
            .GetString();
}
