using HoanKiem.Audit;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Dossiers.Tests.Audit;

/// <summary>What a citizen is told of who looked, and what not.</summary>
public sealed class UsesTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    private HttpClient Person { get; } = app.Citizen("person-1");

    [Fact]
    public async Task A_page_that_showed_mine_too_says_nothing_of_the_others_on_it()
    {
        await _given.Submitted(by: Person, channel: "post");
        var mine = _given.Id;
        await _given.Submitted(by: app.Citizen("person-2"), channel: "post");
        await (await _given.Clerk.Get("/v1/dossiers?limit=2")).Body();
        await Seal();

        await (await Person.Get($"/v1/dossiers/{_given.Id}/uses")).ShouldBeRefused(
            "not-found",
            404
        );
        var foreign = await (
            await Person.Get($"/operations/audit/entries?object={_given.Id}")
        ).Body();
        Assert.Empty(foreign.GetProperty("items").EnumerateArray());

        var uses = await (await Person.Get($"/v1/dossiers/{mine}/uses")).Body();
        Assert.Equal(
            [("ListDossiers", false), ("SubmitDossier", true)],
            uses.GetProperty("items")
                .EnumerateArray()
                .Select(look =>
                    (
                        look.GetProperty("operation").GetString(),
                        look.GetProperty("byYou").GetBoolean()
                    )
                )
                .Order()
        );
        Assert.Contains(
            uses.GetProperty("usedFor").EnumerateArray(),
            used =>
                used.GetProperty("by").GetString() == "officer"
                && used.GetProperty("seen").GetInt32() == 1
        );
        var first = await (await Person.Get($"/v1/dossiers/{mine}/uses?limit=1")).Body();
        var next = await (
            await Person.Get(
                $"/v1/dossiers/{mine}/uses?limit=1&cursor={first.GetProperty("next").GetString()}"
            )
        ).Body();
        Assert.NotEqual(
            first.GetProperty("items").ToString(),
            next.GetProperty("items").ToString()
        );
        await (await Person.Get($"/v1/dossiers/{mine}/uses?cursor=nonsense")).ShouldBeRefused(
            "invalid-members",
            400
        );
        await (await _given.Leader.Get($"/v1/dossiers/{mine}/uses")).ShouldBeRefused(
            "forbidden",
            403
        );
    }

    private async Task Seal() =>
        await app
            .Services.GetRequiredService<Sealer>()
            .SealAsync(TestContext.Current.CancellationToken);
}
