using System.Globalization;
using System.Text.Json;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Reception;

public sealed class AcceptDossierTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Fact]
    public async Task An_accepted_dossier_has_a_number_a_due_date_and_its_sum()
    {
        await _given.Submitted();
        var body = await (await _given.Act("acceptance", new { })).Body();
        Assert.Matches(@"^000\.02\.16\.H26-261123-\d{4}$", body.GetProperty("number").GetString());
        // Monday 23/11, three working days; Tuesday 24/11 is a day off: Friday 27/11 at closing.
        Assert.Equal("2026-11-27T17:00:00+07:00", Text(body, "dueAt"));
        Assert.Contains(
            body.GetProperty("explanation").EnumerateArray(),
            line =>
                line.GetProperty("vietnamese")
                    .GetString()!
                    .Contains("Ngày Văn hóa Việt Nam", StringComparison.Ordinal)
        );
        Assert.Equal("hanoi-2016-2026.1", Text(body, "calendarVersion"));

        var said = await app.SaidOnce<DossierAccepted>(_given.Id);
        Assert.Equal(
            (2, body.GetProperty("number").GetString(), "hanoi-2016-2026.1"),
            (said.Sequence, said.DossierNumber, said.CalendarVersion)
        );
        Assert.Equal(new DateTimeOffset(2026, 11, 27, 10, 0, 0, TimeSpan.Zero), said.DueAt);
        Assert.True(said.OnPaper);
        Assert.Equal(2, await _given.Status());
        Assert.Equal(
            1,
            await app.Scalar<long>(
                $"select count(*) from expectation where kind = 'case-opened' and key = '{_given.Id}'"
            )
        );
        Assert.Equal(
            1,
            await app.Scalar<long>(
                $"select count(*) from deadline where kind = 'due-missed' and key = '{_given.Id}'"
            )
        );
    }

    [Fact]
    public async Task Numbers_of_a_day_are_dense_also_when_ten_clerks_accept_at_once()
    {
        var dossiers = new List<Given>();
        for (var i = 0; i < 10; i++)
            dossiers.Add(await new Given(app).Submitted());
        var answers = await Task.WhenAll(
            dossiers.Select(given => given.Act("acceptance", new { }))
        );
        var numbers = new List<int>();
        foreach (var answer in answers)
            numbers.Add(
                int.Parse(
                    (await answer.Body()).GetProperty("number").GetString()!.Split('-')[^1],
                    CultureInfo.InvariantCulture
                )
            );
        Assert.Equal(10, numbers.Distinct().Count());
        Assert.Equal(numbers.Min() + 9, numbers.Max());
    }

    [Fact]
    public async Task The_same_key_accepts_once()
    {
        await _given.Submitted();
        var key = Guid.NewGuid().ToString("N");
        var first = await (await _given.Act("acceptance", new { }, key: key, version: 1)).Body();
        var second = await (await _given.Act("acceptance", new { }, key: key, version: 1)).Body();
        Assert.Equal(Text(first, "number"), Text(second, "number"));
        await app.SaidOnce<DossierAccepted>(_given.Id);
    }

    [Fact]
    public async Task An_old_version_is_refused_and_says_who_changed_it()
    {
        await _given.Accepted();
        var problem = await (await _given.Act("acceptance", new { }, version: 1)).ShouldBeRefused(
            "stale-version",
            412
        );
        Assert.Equal("clerk-1", Text(problem, "changedBy"));
        Assert.Equal("dossierAccepted", Text(problem, "changed"));
        await (await _given.Act("acceptance", new { })).ShouldBeRefused("not-in-this-status", 422);
    }

    [Fact]
    public async Task Only_a_clerk_in_reach_may_accept()
    {
        await _given.Submitted();
        await (
            await _given.Act(
                "acceptance",
                new { },
                app.Officer("specialist-1", Given.Ward, Contracts.OfficerRole.Specialist),
                version: 1
            )
        ).ShouldBeRefused("forbidden", 403);
        await (
            await _given.Act(
                "acceptance",
                new { },
                app.Officer("clerk-of-cua-nam", "cua-nam"),
                version: 1
            )
        ).ShouldBeRefused("not-found", 404);
    }

    [Fact]
    public async Task What_is_given_at_once_needs_no_receipt_unless_asked_for()
    {
        await _given.Accepted(SmallCatalogue.AtOnce);
        Assert.True((await app.SaidOnce<DossierAccepted>(_given.Id)).GivenAtOnce);
        await (await _given.Clerk.GetAsync($"/v1/dossiers/{_given.Id}/receipt")).ShouldBeRefused(
            "no-receipt",
            422
        );

        var asked = await new Given(app).Accepted(
            SmallCatalogue.AtOnce,
            request: new { receiptWanted = true }
        );
        Assert.Equal(asked.Number, Text(await asked.Get("/receipt"), "number"));
    }

    [Fact]
    public async Task The_receipt_has_everything_of_the_form()
    {
        await _given.Accepted();
        var receipt = await _given.Get("/receipt");
        Assert.Equal("TT 03/2025/TT-VPCP, Mẫu 01", Text(receipt, "form"));
        Assert.Equal("Nguyễn Thị Hòa", Text(receipt.GetProperty("applicant"), "name"));
        Assert.Equal("3 ngày làm việc", Text(receipt, "timeLimit"));
        Assert.Equal("Tờ khai", Text(receipt.GetProperty("papers")[0], "name"));
        Assert.Equal("Xin cấp giấy xác nhận", Text(receipt, "subject"));
    }

    [Fact]
    public async Task Fees_follow_the_rule_and_the_clock_waits_where_it_says_so()
    {
        await _given.Submitted(SmallCatalogue.WithFee);
        await (
            await _given.Act("acceptance", new { fees = new[] { new { code = "la", units = 1 } } })
        ).ShouldBeRefused("unknown-fee", 422, "fees[0].code");
        var body = await (
            await _given.Act(
                "acceptance",
                new { fees = new[] { new { code = "ban-sao", units = 3 } } }
            )
        ).Body();
        Assert.Equal(6, body.GetProperty("status").GetInt32());
        var fee = body.GetProperty("fees")[0];
        Assert.Equal(19000, fee.GetProperty("amount").GetInt64());
        var feeId = fee.GetProperty("feeId").GetGuid();
        Assert.Equal(
            (feeId, true),
            (
                (await app.SaidOnce<FeeRequested>(_given.Id)).FeeId,
                (await app.SaidOnce<FeeRequested>(_given.Id)).ClockWaits
            )
        );

        await (
            await _given.Act($"fees/{feeId}/payments", new { amount = 5, means = "cash" })
        ).ShouldBeRefused("wrong-amount", 422, "amount");
        Assert.Equal(
            2,
            (
                await (
                    await _given.Act(
                        $"fees/{feeId}/payments",
                        new { amount = 19000, means = "cash" }
                    )
                ).Body()
            )
                .GetProperty("status")
                .GetInt32()
        );
        Assert.Equal("cash", (await app.SaidOnce<FeePaid>(_given.Id)).Means);
        var shown = (
            await (await _given.Clerk.GetAsync($"/v1/dossiers/{_given.Id}")).Body()
        ).GetProperty("fees")[0];
        Assert.Equal(
            ("cash", "clerk-1"),
            (shown.GetProperty("means").GetString(), shown.GetProperty("paidBy").GetString())
        );
        await (
            await _given.Act($"fees/{feeId}/payments", new { amount = 19000, means = "cash" })
        ).ShouldBeRefused("already-paid", 422);
        await (
            await _given.Act(
                $"fees/{Guid.NewGuid()}/payments",
                new { amount = 19000, means = "cash" }
            )
        ).ShouldBeRefused("not-found", 404);
    }

    [Fact]
    public async Task A_refused_dossier_has_no_number_and_a_reason()
    {
        await _given.Submitted();
        await (await _given.Act("refusal", new { })).ShouldBeRefused(
            "invalid-members",
            400,
            "reasonCode"
        );
        Assert.Equal(
            3,
            (await (await _given.Act("refusal", new { reasonCode = "wrong-office" })).Body())
                .GetProperty("status")
                .GetInt32()
        );
        Assert.Equal("wrong-office", (await app.SaidOnce<DossierRefused>(_given.Id)).ReasonCode);
        Assert.Equal(JsonValueKind.Null, (await _given.Get()).GetProperty("number").ValueKind);
        await (await _given.Act("acceptance", new { })).ShouldBeRefused("not-in-this-status", 422);
        await (await _given.Act("withdrawal", new { })).ShouldBeRefused("not-in-this-status", 422);
    }

    private static string? Text(JsonElement body, string name) =>
        body.GetProperty(name).GetString();
}
