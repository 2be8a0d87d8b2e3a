using System.Text.Json;
using HoanKiem.Testing;

namespace HoanKiem.Catalogue.Tests.Procedures;

[Collection(nameof(SeededCatalogue))]
public sealed class GetProcedureTests(SeededCatalogue app)
{
    [Fact]
    public async Task The_linked_birth_group_is_in_force_on_its_last_day_and_its_successor_on_the_next()
    {
        var last = await app.Get("/v1/procedures/2.000986?on=2026-09-08");
        Assert.Equal("2026-09-08", last.GetProperty("validTo").GetString());
        Assert.Equal("3.000722", last.GetProperty("content").GetProperty("replacedBy").GetString());

        var answer = await app.Anyone().GetAsync("/v1/procedures/2.000986?on=2026-09-09");
        var problem = await answer.ShouldBeRefused("procedure-not-in-force", 404);
        Assert.Equal("3.000722", problem.GetProperty("replacedBy").GetString());
        await app.Get("/v1/procedures/3.000722?on=2026-09-09");
        await (
            await app.Anyone().GetAsync("/v1/procedures/3.000722?on=2026-09-08")
        ).ShouldBeRefused("procedure-not-in-force", 404);
    }

    [Fact]
    public async Task The_level_changes_on_the_day_of_the_reform()
    {
        Assert.Equal(
            "district",
            (await Content("1.001612", "2025-06-30")).GetProperty("level").GetString()
        );
        Assert.Equal(
            "ward",
            (await Content("1.001612", "2025-07-01")).GetProperty("level").GetString()
        );
    }

    [Fact]
    public async Task A_certified_copy_costs_2000_a_page_then_1000_and_never_more_than_200000()
    {
        var fee = (await Content("2.000815", "2019-05-14")).GetProperty("fees")[0];
        Assert.Equal(
            ("page", 2000, 2, 1000, 200_000),
            (
                fee.GetProperty("unit").GetString(),
                fee.GetProperty("amount").GetInt64(),
                fee.GetProperty("after").GetInt32(),
                fee.GetProperty("amountAfter").GetInt64(),
                fee.GetProperty("maximum").GetInt64()
            )
        );
    }

    [Fact]
    public async Task Police_and_social_insurance_work_side_by_side_and_their_results_are_joined()
    {
        var route = (await Content("2.000986", "2019-05-14"))
            .GetProperty("route")
            .EnumerateArray()
            .ToDictionary(step => step.GetProperty("key").GetString()!);
        Assert.Equal(["birth"], Names(route["residence"].GetProperty("after")));
        Assert.Equal(["birth"], Names(route["insurance"].GetProperty("after")));
        Assert.Equal(["residence", "insurance"], Names(route["sign"].GetProperty("after")));
        Assert.Equal("police", route["residence"].GetProperty("systemOfRecord").GetString());
        Assert.Equal(
            "social-insurance",
            route["insurance"].GetProperty("systemOfRecord").GetString()
        );
    }

    [Fact]
    public async Task The_floor_area_paper_comes_from_its_own_procedure()
    {
        Assert.Contains(
            (await Content("1.004222", "2026-11-23")).GetProperty("papers").EnumerateArray(),
            paper => paper.GetProperty("producedBy").GetString() == "1.013314"
        );
        var limit = (await Content("1.013314", "2026-11-23")).GetProperty("limit");
        Assert.Equal(
            (2, "workingDay"),
            (limit.GetProperty("value").GetInt32(), limit.GetProperty("unit").GetString())
        );
    }

    [Fact]
    public async Task A_limit_that_nobody_printed_is_null()
    {
        Assert.Equal(
            JsonValueKind.Null,
            (await Content("2.001019", "2026-11-23")).GetProperty("limit").ValueKind
        );
        Assert.Equal(
            JsonValueKind.Null,
            (await Content("1.004873", "2026-11-23"))
                .GetProperty("fees")[0]
                .GetProperty("amount")
                .ValueKind
        );
    }

    [Fact]
    public async Task Without_a_day_it_is_today_of_the_business_clock() =>
        Assert.Equal(
            "2026-11-23",
            (await app.Get("/v1/procedures/2.000815")).GetProperty("on").GetString()
        );

    [Fact]
    public async Task An_unknown_code_and_a_bad_day_are_refused()
    {
        await (await app.Anyone().GetAsync("/v1/procedures/9.999999")).ShouldBeRefused(
            "procedure-not-found",
            404
        );
        await (
            await app.Anyone().GetAsync("/v1/procedures/2.000815?on=31/12/2026")
        ).ShouldBeRefused("invalid-members", 400, "on");
    }

    private async Task<JsonElement> Content(string code, string on) =>
        (await app.Get($"/v1/procedures/{code}?on={on}")).GetProperty("content");

    private static string[] Names(JsonElement list) =>
        [.. list.EnumerateArray().Select(name => name.GetString()!)];
}
