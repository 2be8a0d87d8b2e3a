using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Dossiers.PersonalData;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Dossiers.Tests.PersonalData;

/// <summary>The key of a dossier is destroyed: nothing personal is left, and everything that was counted still is.</summary>
public sealed class ErasureTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Fact]
    public async Task Nothing_of_the_person_is_left_and_what_happened_when_stays()
    {
        await _given.Decided(delivery: "counter");
        await (await _given.Act("returns", new { how = "counter" })).Body();
        var before = await _given.Get();
        var counted = await Counts();

        await (await _given.Act("erasure", new { }, by: _given.Leader)).Body();
        await app.Hear<EraseFromLog>(handler =>
            handler.Elapsed(_given.Id.ToString(), app.Start, TestContext.Current.CancellationToken)
        );

        var after = await _given.Get();
        foreach (
            var member in (string[])
                [
                    "number",
                    "requestCode",
                    "status",
                    "submittedAt",
                    "acceptedAt",
                    "signedAt",
                    "returnedAt",
                    "timeliness",
                    "outcome",
                    "decisionNumber",
                ]
        )
            Assert.Equal(
                before.GetProperty(member).ToString(),
                after.GetProperty(member).ToString()
            );
        var party = Assert.Single(after.GetProperty("parties").EnumerateArray());
        Assert.Equal("", party.GetProperty("name").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, party.GetProperty("number").ValueKind);
        Assert.Equal(counted, await Counts());
        await app.SaidOnce<PersonalDataErased>(_given.Id);
        Assert.Empty(await Findings());
    }

    [Fact]
    public async Task Only_an_ended_dossier_is_forgotten_once_and_by_a_leader()
    {
        await _given.Decided();
        await (await _given.Act("erasure", new { }, by: _given.Leader)).ShouldBeRefused(
            "not-in-this-status",
            422
        );
        await (await _given.Act("returns", new { how = "counter" })).Body();
        await (await _given.Act("erasure", new { })).ShouldBeRefused("forbidden", 403);
        await (await _given.Act("erasure", new { }, by: _given.Leader)).Body();
        await (await _given.Act("erasure", new { }, by: _given.Leader)).ShouldBeRefused(
            "not-in-this-status",
            422
        );
    }

    [Fact]
    public async Task Keys_are_wrapped_anew_while_requests_go_on()
    {
        await _given.Submitted();
        var anew = new Sealing(
            Convert.ToBase64String([.. Enumerable.Repeat((byte)3, 32)]),
            [ServiceDefaults.Secrets.DevelopmentSecrets.PersonalData]
        );
        var rewrapping = ActivatorUtilities.CreateInstance<Rewrapping>(app.Services, anew);
        using var rotating = new Rotating(app, anew);
        var clerk = rotating.Officer();

        var work = rewrapping.RunAsync(TestContext.Current.CancellationToken);
        while (!work.IsCompleted)
            Assert.Equal("001999000001", await Number(clerk));

        Assert.True(await work >= 4);
        Assert.Equal("001999000001", await Number(clerk));
        Assert.Equal(0, await rewrapping.RunAsync(TestContext.Current.CancellationToken));
        var alone = new Sealing(Convert.ToBase64String([.. Enumerable.Repeat((byte)3, 32)]));
        Assert.Equal(
            "001999000001",
            alone.Open(
                _given.Id,
                (
                    await app.Scalar<string>(
                        $"select sealed_number from party where dossier_id = '{_given.Id}'"
                    )
                )!
            )
        );

        // The tests that follow read with the key that they know.
        await ActivatorUtilities
            .CreateInstance<Rewrapping>(
                app.Services,
                new Sealing(
                    ServiceDefaults.Secrets.DevelopmentSecrets.PersonalData,
                    [Convert.ToBase64String([.. Enumerable.Repeat((byte)3, 32)])]
                )
            )
            .RunAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string?> Number(HttpClient clerk) =>
        (await (await clerk.Get($"/v1/dossiers/{_given.Id}")).Body())
            .GetProperty("parties")[0]
            .GetProperty("number")
            .GetString();

    private Task<string?> Counts() =>
        app.Scalar<string>(
            """
            select concat_ws(' ', count(*), count(number), count(accepted_at), count(signed_at), count(returned_at),
                count(*) filter (where status = 10), count(timeliness), (select count(*) from party), (select count(*) from fee),
                (select count(*) from notice)) from dossier
            """
        );

    // Every row of every table in which a word of the person, or something sealed, can still be read.
    private async Task<List<string>> Findings()
    {
        var found = new List<string>();
        var tables = (
            await app.Scalar<string>(
                "select string_agg(relname, ',') from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition"
            )
        )!;
        foreach (var table in tables.Split(','))
        foreach (
            var word in (string[])
                [
                    "Nguyễn Thị Hòa",
                    "nguyen thi hoa",
                    "001999000001",
                    "+84912345678",
                    "Hàng Bạc, Hà Nội",
                ]
        )
            if (
                await app.Scalar<long>(
                    $"select count(*) from \"{table}\" t where t::text ilike '%{word}%' and t::text like '%{_given.Id}%'"
                ) > 0
            )
                found.Add($"{table}: {word}");
        foreach (var table in (string[])["dossier", "party", "notice", "event_log"])
            if (
                await app.Scalar<long>(
                    $"select count(*) from {table} t where t::text ~ 'v[12][.][A-Za-z0-9_~-]+[.]' and t::text like '%{_given.Id}%'"
                ) > 0
            )
                found.Add($"{table}: something sealed");
        return found;
    }

    private sealed class Rotating(DossiersApp app, Sealing sealing) : IDisposable
    {
        private readonly Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Program> _host =
            app.WithWebHostBuilder(builder =>
                Microsoft.AspNetCore.TestHost.WebHostBuilderExtensions.ConfigureTestServices(
                    builder,
                    services => services.AddSingleton(sealing)
                )
            );

        public HttpClient Officer()
        {
            var known = app.Officer("clerk-1", Given.Ward);
            var client = _host.CreateClient();
            client.DefaultRequestHeaders.Authorization = known.DefaultRequestHeaders.Authorization;
            return client;
        }

        public void Dispose() => _host.Dispose();
    }
}
