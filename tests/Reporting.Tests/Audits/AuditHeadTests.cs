using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Reporting.Tests.Audits;

public sealed class AuditHeadTests(ReportingApp app) : IClassFixture<ReportingApp>
{
    [Fact]
    public async Task Heads_are_kept_also_when_another_one_of_the_same_length_comes()
    {
        var day = new DateOnly(2026, 11, 22);
        await app.DeliverAll(Said(1, new("hang-bac", 5, "aa", null)));
        await app.DeliverAll(Said(2, new("hang-bac", 7, "bb", day)));
        await app.DeliverAll(Said(3, new("hang-bac", 7, "cc", null)));

        var inspector = app.Officer("inspector-1", "hang-bac", OfficerRole.Inspector);
        var answer = await (
            await inspector.Get("/v1/audit-heads?service=dossiers&agency=hang-bac")
        ).Body();

        Assert.Equal(3, answer.GetProperty("count").GetInt64());
        Assert.Equal(
            ["aa ", "bb 2026-11-22", "cc "],
            answer
                .GetProperty("items")
                .EnumerateArray()
                .Select(head =>
                    $"{head.GetProperty("hash").GetString()} {head.GetProperty("day").GetString()}"
                )
                .Order()
        );
    }

    [Fact]
    public async Task Only_who_verifies_reads_them()
    {
        await (
            await app.Officer("clerk-1", "hang-bac").Get("/v1/audit-heads?service=dossiers")
        ).ShouldBeRefused("not-found", 404);
        Assert.Equal(
            System.Net.HttpStatusCode.Forbidden,
            (await app.Citizen().Get("/v1/audit-heads?service=dossiers")).StatusCode
        );
    }

    private AuditSealed Said(long sequence, ChainHead head) =>
        new(head.Agency, sequence, app.Clock.GetUtcNow(), head);
}
