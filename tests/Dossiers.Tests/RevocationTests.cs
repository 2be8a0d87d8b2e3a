using System.Net;
using System.Net.Http.Headers;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Mvc.Testing;

namespace HoanKiem.Dossiers.Tests;

/// <summary>
/// A mandate is revoked while a request of its holder runs: wherever in the request that is, it is as if it had been before or after, and never
/// half. Afterwards there is no such dossier for the holder.
/// </summary>
public sealed class RevocationTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private const string Citizen = "citizen-who-granted";
    private const string Holder = "holder";

    [Fact]
    public async Task A_mandate_revoked_while_its_holder_reads_shows_all_or_nothing()
    {
        var given = await Granted();
        var meanwhile = new Meanwhile();
        await using var service = meanwhile.In(app);
        var holder = AsHolder(service);
        var url = $"/v1/dossiers/{given.Id}";
        var mandate = await Grant();
        var whole = await Text(await holder.Get(url));
        await Revoke(mandate);

        var (before, after) = (0, 0);
        for (var step = 0; ; step++)
        {
            mandate = await Grant();
            var entries = await Entries(given.Id, "GetDossier");
            meanwhile.Arrange(step, () => Revoke(mandate));

            var answer = await holder.Get(url);

            if (await meanwhile.HappensOnlyNow())
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                break;
            }

            if (answer.StatusCode == HttpStatusCode.OK)
            {
                before++;
                Assert.Equal(whole, await Text(answer));
                Assert.Equal(entries + 1, await Entries(given.Id, "GetDossier"));
            }
            else
            {
                after++;
                await answer.ShouldBeRefused("not-found", 404);
                Assert.Equal(entries, await Entries(given.Id, "GetDossier"));
            }

            await (await holder.Get(url)).ShouldBeRefused("not-found", 404);
        }

        Assert.True(before > 0 && after > 0, $"{before} before, {after} after");
    }

    [Fact]
    public async Task A_mandate_revoked_while_its_holder_acts_lets_all_of_it_happen_or_nothing()
    {
        var meanwhile = new Meanwhile();
        await using var service = meanwhile.In(app);
        var holder = AsHolder(service);

        var (before, after) = (0, 0);
        for (var step = 0; ; step++)
        {
            var given = await Granted();
            var mandate = await Grant();
            var version = (await given.Get()).GetProperty("version").GetInt32();
            meanwhile.Arrange(step, () => Revoke(mandate));

            var answer = await given.Act("withdrawal", new { }, holder, version: version);

            if (await meanwhile.HappensOnlyNow())
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                break;
            }

            var withdrawn = answer.StatusCode == HttpStatusCode.OK;
            if (!withdrawn)
                await answer.ShouldBeRefused("not-found", 404);
            (before, after) = withdrawn ? (before + 1, after) : (before, after + 1);
            await Holds(given, withdrawn);

            await (
                await given.Act("withdrawal", new { }, holder, version: version)
            ).ShouldBeRefused("not-found", 404);
            await Holds(given, withdrawn);
        }

        Assert.True(before > 0 && after > 0, $"{before} before, {after} after");
    }

    // The dossier, what was said of it and who did it on whose behalf: all or nothing.
    private async Task Holds(Given given, bool withdrawn)
    {
        var count = withdrawn ? 1 : 0;
        Assert.Equal(
            withdrawn,
            (await given.Get()).GetProperty("phase").GetString() == "withdrawn"
        );
        Assert.Equal(count, (await app.Said(given.Id)).Count(said => said.Is<DossierWithdrawn>()));
        Assert.Equal(count, await Entries(given.Id, "WithdrawDossier"));
        Assert.Equal(count, await app.Count("history", given.Id, $"by_subject = '{Holder}'"));
    }

    private async Task<Given> Granted()
    {
        var given = await new Given(app).Accepted();
        await app.Execute(
            $"""
            update dossier set owner_subject = '{Citizen}' where id = '{given.Id}';
            update party set owner_subject = '{Citizen}' where dossier_id = '{given.Id}';
            """
        );
        return given;
    }

    private HttpClient AsHolder(WebApplicationFactory<Program> service)
    {
        var client = service.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Tokens.Of(Holder, "citizen", ResourceNames.Dossiers, app.Clock.GetUtcNow())
        );
        return client;
    }

    private async Task<Guid> Grant()
    {
        var mandate = Guid.NewGuid();
        var now = app.Clock.GetUtcNow();
        await app.Deliver(
            new MandateGranted(mandate, 1, now, Citizen, Holder, new(2026, 11, 1), null)
        );
        return mandate;
    }

    private async Task Revoke(Guid mandate) =>
        await app.Deliver(new MandateRevoked(mandate, 2, app.Clock.GetUtcNow()));

    // On behalf of the citizen, sealed already or not.
    private Task<long> Entries(Guid dossier, string operation) =>
        app.Scalar<long>(
            $"""
            select count(*) from (
                select subject, behalf_of, operation, objects from audit_unsealed
                union all select subject, behalf_of, operation, objects from audit
            ) entry where subject = '{Holder}' and behalf_of = '{Citizen}' and operation = '{operation}' and '{dossier}' = any (objects)
            """
        );

    private static Task<string> Text(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
