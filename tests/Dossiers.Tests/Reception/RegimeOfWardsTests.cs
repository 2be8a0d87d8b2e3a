using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Reception;

/// <summary>Tuesday 14/05/2019 in ward Hàng Bạc: the district's own portal takes dossiers, the national portal is told nothing.</summary>
public sealed class RegimeOfWardsTests(DossiersOf2019 app) : IClassFixture<DossiersOf2019>
{
    [Fact]
    public async Task A_citizen_files_online_with_the_district_and_a_clerk_accepts()
    {
        await SmallCatalogue.Deliver(app);
        var clerk = app.Officer("clerk-1", "hang-bac");
        var submitted = await (
            await app.Citizen("an")
                .PostJson(
                    "/v1/dossiers",
                    Given.Request(
                        channel: "online",
                        competent: "hang-bac",
                        papers: [new { code = "to-khai" }]
                    )
                )
        ).Body();
        var id = submitted.GetProperty("id").GetGuid();
        Assert.Equal(
            (Regime.R1, "an"),
            (
                (await Said<DossierSubmitted>(id)).Regime,
                (await Said<DossierSubmitted>(id)).OwnerSubject
            )
        );
        var message = new HttpRequestMessage(HttpMethod.Post, $"/v1/dossiers/{id}/acceptance")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { }),
        };
        message.Headers.TryAddWithoutValidation("Idempotency-Key", "k-2019");
        message.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        var accepted = await (await clerk.SendAsync(message)).Body();
        Assert.Equal("000.01.16.H26-190514-0001", accepted.GetProperty("number").GetString());
        Assert.Equal("2019-05-17T17:00:00+07:00", accepted.GetProperty("dueAt").GetString());
        Assert.Equal(
            0,
            await app.Scalar<long>($"select count(*) from sync where dossier_id = '{id}'")
        );

        var withdrawn = await app.Citizen("an").PostJson($"/v1/dossiers/{id}/withdrawal", new { });
        Assert.Equal(7, (await withdrawn.Body()).GetProperty("status").GetInt32());
        await (await app.Citizen("binh").GetAsync($"/v1/dossiers/{id}")).ShouldBeRefused(
            "not-found",
            404
        );
        await (
            await app.Citizen("an").PostJson("/v1/dossiers", Given.Request(competent: "hang-bac"))
        ).ShouldBeRefused("forbidden", 403);
    }

    private async Task<TEvent> Said<TEvent>(Guid id)
        where TEvent : class => Assert.Single(await app.Said<TEvent>(id.ToString()));
}
