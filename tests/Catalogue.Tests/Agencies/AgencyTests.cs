using HoanKiem.Testing;

namespace HoanKiem.Catalogue.Tests.Agencies;

[Collection(nameof(SeededCatalogue))]
public sealed class AgencyTests(SeededCatalogue app)
{
    [Theory]
    [InlineData("2019-05-14", "00070", "hang-trong")]
    [InlineData("2026-11-23", "00070", "hoan-kiem")]
    [InlineData("2025-06-30", "00082", "tran-hung-dao")]
    [InlineData("2025-07-01", "00082", "cua-nam")]
    [InlineData("2025-06-30", "00073", "cua-nam-2025")]
    public async Task A_unit_code_means_something_only_with_a_day(string on, string code, string id)
    {
        var found = (await app.Get($"/v1/agencies?on={on}&unitCode={code}")).GetProperty("items");
        Assert.Equal(
            [id],
            found.EnumerateArray().Select(item => item.GetProperty("id").GetString())
        );
    }

    [Fact]
    public async Task Eighteen_wards_become_five()
    {
        Assert.Equal(
            18,
            (await app.Get("/v1/agencies?on=2025-06-30&kind=ward")).GetProperty("count").GetInt64()
        );
        Assert.Equal(
            5,
            (await app.Get("/v1/agencies?on=2025-07-01&kind=ward")).GetProperty("count").GetInt64()
        );
    }

    [Fact]
    public async Task A_ward_that_was_split_names_every_successor_and_none_of_them_whole()
    {
        var ward = await app.Get("/v1/agencies/cua-nam-2025");
        Assert.Equal(
            ["ba-dinh", "cua-nam", "hoan-kiem", "van-mieu-qtg"],
            ward.GetProperty("successors")
                .EnumerateArray()
                .Select(s => s.GetProperty("agencyId").GetString())
        );
        Assert.DoesNotContain(
            ward.GetProperty("successors").EnumerateArray(),
            s => s.GetProperty("whole").GetBoolean()
        );
        Assert.Equal(
            13,
            (await app.Get("/v1/agencies/hoan-kiem")).GetProperty("predecessors").GetArrayLength()
        );
    }

    [Fact]
    public async Task Number_prefixes_say_that_they_are_made_up()
    {
        var period = (await app.Get("/v1/agencies/hang-bac")).GetProperty("periods")[0];
        Assert.Equal("000.09.16.H26", period.GetProperty("numberPrefix").GetString());
        Assert.True(period.GetProperty("prefixIsDemonstration").GetBoolean());
    }

    [Fact]
    public async Task Pages_of_agencies_follow_each_other()
    {
        var first = await app.Get("/v1/agencies?on=2019-05-14&limit=10");
        var second = await app.Get(
            $"/v1/agencies?on=2019-05-14&limit=10&cursor={first.GetProperty("next").GetString()}"
        );
        var ids = first
            .GetProperty("items")
            .EnumerateArray()
            .Concat(second.GetProperty("items").EnumerateArray())
            .Select(item => item.GetProperty("id").GetString())
            .ToArray();
        Assert.Equal(20, ids.Distinct().Count());
    }

    [Fact]
    public async Task An_unknown_agency_is_refused() =>
        await (await app.Anyone().GetAsync("/v1/agencies/atlantis")).ShouldBeRefused(
            "agency-not-found",
            404,
            "agency"
        );
}
