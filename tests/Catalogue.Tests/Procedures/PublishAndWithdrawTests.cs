using System.Net;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Testing;

namespace HoanKiem.Catalogue.Tests.Procedures;

public sealed class PublishAndWithdrawTests(CatalogueApp app) : IClassFixture<CatalogueApp>
{
    [Fact]
    public async Task A_new_version_ends_the_one_before_it_and_both_can_be_read()
    {
        var key = Guid.NewGuid().ToString("N");
        var before = (await app.Events("procedure/1.000656")).Count;
        var answer = await app.Administrator()
            .PostJson("/v1/procedures", Request("1.000656", "2027-01-01"), key);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var again = await app.Administrator()
            .PostJson("/v1/procedures", Request("1.000656", "2027-01-01"), key);
        Assert.Equal(
            await answer.Content.ReadAsStringAsync(),
            await again.Content.ReadAsStringAsync()
        );

        Assert.Equal(
            "2026-12-31",
            (await app.Get("/v1/procedures/1.000656?on=2026-12-31"))
                .GetProperty("validTo")
                .GetString()
        );
        Assert.Equal(
            "Đăng ký khai tử, bản thử",
            (await app.Get("/v1/procedures/1.000656?on=2027-01-01"))
                .GetProperty("content")
                .GetProperty("name")
                .GetString()
        );
        var told = (await app.Events("procedure/1.000656"))
            .Skip(before)
            .Select(e => e.As<ProcedurePublished>())
            .ToArray();
        Assert.Equal([new DateOnly(2026, 12, 31), null], told.Select(e => e.ValidTo));
        Assert.Contains(
            "1.000656",
            (await app.Get("/v1/procedures?on=2027-01-01&q=khai%20tu%20ban%20thu"))
                .GetProperty("items")[0]
                .GetProperty("code")
                .GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_procedure_nobody_had_can_be_published()
    {
        await (
            await app.Administrator().PostJson("/v1/procedures", Request("6.000001", "2026-12-01"))
        ).Body();
        await (
            await app.Anyone().GetAsync("/v1/procedures/6.000001?on=2026-11-30")
        ).ShouldBeRefused("procedure-not-in-force", 404);
        Assert.Equal(
            "6.000001@2026-12-01",
            (await app.Get("/v1/procedures/6.000001?on=2026-12-01"))
                .GetProperty("versionId")
                .GetString()
        );
    }

    [Fact]
    public async Task A_version_that_begins_too_early_is_refused() =>
        await (
            await app.Administrator().PostJson("/v1/procedures", Request("1.000894", "2025-07-01"))
        ).ShouldBeRefused("procedure-version-out-of-order", 422, "validFrom");

    [Fact]
    public async Task A_route_that_never_ends_is_refused()
    {
        var request = Request("1.000894", "2027-01-01", after: "sign");
        await (await app.Administrator().PostJson("/v1/procedures", request)).ShouldBeRefused(
            "route-unsound",
            422,
            "route"
        );
    }

    [Fact]
    public async Task An_empty_body_and_an_impossible_code_are_refused()
    {
        await (await app.Administrator().PostJson("/v1/procedures", new { })).ShouldBeRefused(
            "invalid-members",
            400,
            "code"
        );
        await (
            await app.Administrator().PostJson("/v1/procedures", Request("12.34", "2027-01-01"))
        ).ShouldBeRefused("invalid-members", 400, "code");
        await (
            await app.Officer("clerk-1", "hoan-kiem")
                .PostJson("/v1/procedures", Request("1.000894", "2027-01-01"))
        ).ShouldBeRefused("forbidden", 403);
    }

    [Fact]
    public async Task A_withdrawn_procedure_ends_on_its_last_day_and_names_what_replaces_it()
    {
        var version = await Version("2.000635");
        await (await Withdraw("2.000635", version)).Body();
        await app.Get("/v1/procedures/2.000635?on=2026-12-31");
        var problem = await (
            await app.Anyone().GetAsync("/v1/procedures/2.000635?on=2027-01-01")
        ).ShouldBeRefused("procedure-not-in-force", 404);
        Assert.Equal("2.002516", problem.GetProperty("replacedBy").GetString());
        var told = (await app.Events("procedure/2.000635"))[^1].As<ProcedureWithdrawn>();
        Assert.Equal((new DateOnly(2026, 12, 31), "Quyết định thử"), (told.ValidTo, told.Basis));

        await (await Withdraw("2.000635", version)).ShouldBeRefused("stale-version", 412);
        await (await Withdraw("2.000635", version + 1)).ShouldBeRefused("procedure-withdrawn", 422);
    }

    [Fact]
    public async Task Withdrawing_needs_the_version_and_a_procedure_that_exists()
    {
        await (await Withdraw("1.000894", null)).ShouldBeRefused("version-required", 428);
        await (await Withdraw("9.999999", 1)).ShouldBeRefused("procedure-not-found", 404);
    }

    private async Task<int> Version(string code) =>
        int.Parse(
            (await app.Anyone().GetAsync($"/v1/procedures/{code}")).Headers.ETag!.Tag.Trim('"'),
            System.Globalization.CultureInfo.InvariantCulture
        );

    private Task<HttpResponseMessage> Withdraw(string code, int? version) =>
        app.Administrator()
            .SendJson(
                HttpMethod.Put,
                $"/v1/procedures/{code}/withdrawal",
                new
                {
                    lastDay = "2026-12-31",
                    basis = "Quyết định thử",
                    replacedBy = "2.002516",
                },
                version
            );

    private static object Request(string code, string from, string? after = null) =>
        new
        {
            code,
            validFrom = from,
            validTo = (string?)null,
            name = "Đăng ký khai tử, bản thử",
            field = "Hộ tịch",
            level = "ward",
            limit = new
            {
                value = 1,
                unit = "workingDay",
                cutOff = "15:00:00",
            },
            supplementRule = "restart",
            supplementBasis = "Nghị định thử",
            supplementDays = (int?)null,
            onlineChannel = true,
            onlineGrade = "full",
            papers = Array.Empty<object>(),
            fees = Array.Empty<object>(),
            route = new[]
            {
                Step("examine", "examine", after is null ? [] : [after]),
                Step("sign", "sign", ["examine"]),
            },
        };

    private static object Step(string key, string kind, string[] after) =>
        new
        {
            key,
            name = "Bước",
            nameEn = "Step",
            kind,
            actor = "competent",
            systemOfRecord = "ours",
            limit = (object?)null,
            after,
            optional = false,
        };
}
