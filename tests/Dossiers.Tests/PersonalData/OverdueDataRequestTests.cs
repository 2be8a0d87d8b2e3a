using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.PersonalData;

/// <summary>Time moves here, so this class has a service of its own.</summary>
public sealed class OverdueDataRequestTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    [Fact]
    public async Task Who_is_not_answered_in_two_working_days_shows_as_late()
    {
        var person = app.Citizen("person-1");
        var given = await new Given(app).Submitted(by: person, channel: "post");
        async Task<Guid> Ask(string kind) =>
            (
                await (
                    await person.PostJson($"/v1/dossiers/{given.Id}/data-requests", new { kind })
                ).Body()
            )
                .GetProperty("requestId")
                .GetGuid();
        Task<HttpResponseMessage> Answer(Guid id) =>
            given.Leader.PostJson($"/v1/data-requests/{id}/answer", new { granted = true });

        var (forgotten, answered) = (await Ask("erasure"), await Ask("access"));
        await (await Answer(answered)).Body();
        Assert.Empty(await Late(given.Leader));

        await Eventually.True(
            "the request is an open item of the agency",
            async () =>
            {
                if (
                    await app.Count(
                        "open_item",
                        given.Id,
                        "kind = 'dataRequestOverdue' and agency = 'hoan-kiem'"
                    ) > 0
                )
                    return true;
                app.Clock.Advance(TimeSpan.FromHours(6));
                return false;
            },
            TimeSpan.FromSeconds(60)
        );
        Assert.Equal([forgotten], await Late(given.Leader));
        Assert.Equal([forgotten], await Late(person));
        Assert.Equal(1, await app.Count("open_item", given.Id));
    }

    private static async Task<Guid[]> Late(HttpClient who) =>
        [
            .. (await (await who.Get("/v1/data-requests?late=true")).Body())
                .GetProperty("items")
                .EnumerateArray()
                .Select(line => line.GetProperty("id").GetGuid()),
        ];
}
