using System.Net;
using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.Dossiers.Tests.Audit;

/// <summary>Who saw and did what: written with it, and by whoever it was.</summary>
public sealed class AuditTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Fact]
    public async Task A_page_is_one_entry_with_the_ids_that_it_showed()
    {
        await _given.Submitted();
        var first = _given.Id;
        await _given.Submitted();

        await (await _given.Clerk.Get("/v1/dossiers?limit=2")).Body();

        var entry = await Last("ListDossiers");
        Assert.Equal(
            ("clerk-1", "officer", Given.Ward, "Procedure", false),
            (entry.Subject, entry.Kind, entry.Agency, entry.Purpose, entry.Wrote)
        );
        Assert.Equal(new[] { first, _given.Id }.Order(), entry.Objects.Order());
    }

    [Fact]
    public async Task An_empty_page_is_an_entry_too()
    {
        await app.WithCatalogue();
        await (await app.Citizen("citizen-of-nothing").Get("/v1/dossiers")).Body();

        var entry = await Last("ListDossiers");
        Assert.Equal(("citizen-of-nothing", 0), (entry.Subject, entry.Objects.Length));
    }

    [Fact]
    public async Task What_is_changed_and_the_entry_that_says_so_are_one_transaction()
    {
        await _given.Submitted();

        var entry = await Last("SubmitDossier");
        Assert.True(entry.Wrote);
        Assert.Equal([_given.Id], entry.Objects);
        Assert.True(
            await app.Scalar<bool>(
                $"select (select xmin::text from audit_unsealed where id = '{entry.Id}') = (select xmin::text from dossier where id = '{_given.Id}')"
            )
        );

        var count = await Count();
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await app.Officer("stranger", "hang-bac").Get($"/v1/dossiers/{_given.Id}")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await _given.Act("refusal", new { reasonCode = "incomplete" }, version: 77)).StatusCode
        );
        // Reading the version for the act is the only thing that was seen.
        Assert.InRange(await Count() - count, 0, 1);
    }

    [Fact]
    public async Task Without_its_entry_no_answer_is_given()
    {
        await _given.Submitted();
        await app.Execute("alter table audit_unsealed rename to audit_gone");
        try
        {
            Assert.Equal(
                HttpStatusCode.InternalServerError,
                (await _given.Clerk.Get($"/v1/dossiers/{_given.Id}")).StatusCode
            );
        }
        finally
        {
            await app.Execute("alter table audit_gone rename to audit_unsealed");
        }
    }

    [Fact]
    public async Task Whoever_holds_a_code_leaves_an_entry_without_the_code()
    {
        await _given.Submitted();
        await _given.LookUp();

        var entry = await Last("LookUpDossier");
        Assert.Equal(("", "holder", false), (entry.Subject, entry.Kind, entry.Wrote));
        Assert.Equal([_given.Id], entry.Objects);
    }

    [Fact]
    public async Task A_page_that_showed_somebodys_dossier_tells_them_nothing_of_the_others_on_it()
    {
        var (one, other) = (app.Citizen("citizen-11"), app.Citizen("citizen-12"));
        var theirs = await new Given(app).Submitted(by: one, channel: "post");
        await _given.Submitted(by: other, channel: "post");
        await (await _given.Clerk.Get("/v1/dossiers")).Body();
        Assert.Superset(
            new HashSet<Guid> { theirs.Id, _given.Id },
            (await Last("ListDossiers")).Objects.ToHashSet()
        );
        await Seal();

        async Task<JsonElement[]> Entries(HttpClient who, Guid of) =>
            Lines(await (await who.Get($"/operations/audit/entries?object={of}")).Body());
        Assert.Contains("ListDossiers", Operations(await Entries(one, theirs.Id)));
        Assert.Contains("ListDossiers", Operations(await Entries(other, _given.Id)));
        Assert.Empty(await Entries(one, _given.Id));
        Assert.Empty(await Entries(other, theirs.Id));
    }

    [Fact]
    public async Task Citizens_see_who_saw_theirs_leaders_what_their_agency_did_and_others_nothing()
    {
        var citizen = app.Citizen("citizen-9");
        await _given.Submitted(by: citizen, channel: "post");
        await (await citizen.Get($"/v1/dossiers/{_given.Id}")).Body();
        await (await _given.Clerk.Get($"/v1/dossiers/{_given.Id}")).Body();
        await Seal();

        var path = $"/operations/audit/entries?object={_given.Id}";
        var theirs = Lines(await (await citizen.Get(path)).Body());
        Assert.Equal(["GetDossier", "GetDossier", "SubmitDossier"], Operations(theirs).Order());
        var clerks = theirs.Single(line => line.GetProperty("kind").GetString() == "officer");
        Assert.Equal(JsonValueKind.Null, clerks.GetProperty("subject").ValueKind);
        Assert.Equal(Given.Ward, clerks.GetProperty("agency").GetString());
        await (await citizen.Get("/operations/audit/entries")).ShouldBeRefused(
            "invalid-members",
            400
        );

        var leaders = Lines(await (await _given.Leader.Get(path)).Body());
        Assert.Contains(leaders, line => line.GetProperty("subject").GetString() == "clerk-1");
        Assert.Empty(Lines(await (await app.Citizen("citizen-10").Get(path)).Body()));
        Assert.Empty(Lines(await (await _given.Clerk.Get(path)).Body()));
        Assert.Empty(
            Lines(
                await (
                    await app.Officer("leader-9", "hang-bac", OfficerRole.Leader).Get(path)
                ).Body()
            )
        );
    }

    [Theory]
    [InlineData("app", "update audit set agency = agency")]
    [InlineData("app", "delete from audit")]
    [InlineData("app", "truncate audit")]
    [InlineData("app", "delete from audit_unsealed")]
    [InlineData("app", "update audit_unsealed set agency = agency")]
    [InlineData("app", "select from audit_unsealed")]
    [InlineData("app", "insert into audit select * from audit")]
    [InlineData("worker", "update audit set agency = agency")]
    [InlineData("worker", "delete from audit")]
    [InlineData("worker", "truncate audit")]
    [InlineData("worker", "delete from audit_unsealed")]
    [InlineData("worker", "insert into audit select * from audit")]
    [InlineData("sealer", "update audit set agency = agency")]
    [InlineData("sealer", "delete from audit")]
    [InlineData("sealer", "truncate audit")]
    [InlineData("sealer", "update audit_unsealed set agency = agency")]
    public async Task No_login_may_change_what_is_written(string login, string sql)
    {
        var fault = await Assert.ThrowsAsync<PostgresException>(() =>
            app.Execute($"set role dossiersdb_{login}; {sql}")
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, fault.SqlState);
    }

    [Fact]
    public void Every_endpoint_says_that_it_is_audited_or_why_not()
    {
        using var _ = app.CreateClient();
        Assert.Empty(
            Declarations.Undeclared(app.Services.GetRequiredService<EndpointDataSource>().Endpoints)
        );
    }

    [Fact]
    public async Task Heads_are_told_when_chains_have_grown_and_once_when_a_day_is_over()
    {
        await _given.Submitted();
        await Seal();
        var heads = app.Services.GetRequiredService<Heads>();
        await heads.SayAsync(TestContext.Current.CancellationToken);
        var chain = "auditChain/" + Given.Ward;
        var told = (await app.Said<AuditSealed>(chain))[^1];
        Assert.Equal((Given.Ward, null), (told.Head.Agency, told.Head.Day));
        Assert.Equal(
            told.Head.Hash,
            await app.Scalar<string>(
                $"select encode(hash, 'hex') from audit where agency = '{Given.Ward}' and sequence = {told.Head.Entries}"
            )
        );
        Assert.Equal(0, await heads.SayAsync(TestContext.Current.CancellationToken));

        app.Clock.Advance(TimeSpan.FromDays(1));
        await heads.SayAsync(TestContext.Current.CancellationToken);
        var closing = (await app.Said<AuditSealed>(chain))[^1];
        Assert.Equal(LegalZone.DateOf(app.Start), closing.Head.Day);
        Assert.Equal(told.Sequence + 1, closing.Sequence);
    }

    private sealed record Entry(
        Guid Id,
        string Subject,
        string Kind,
        string Agency,
        string Purpose,
        bool Wrote,
        Guid[] Objects
    );

    private async Task<Entry> Last(string operation)
    {
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select id, subject, kind, agency, purpose, wrote, objects from audit_unsealed
            where operation = $1 order by place desc limit 1
            """,
            connection
        )
        {
            Parameters = { new() { Value = operation } },
        };
        await using var reader = await command.ExecuteReaderAsync(
            TestContext.Current.CancellationToken
        );
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        return new Entry(
            reader.GetGuid(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetString(3),
            reader.GetString(4),
            reader.GetBoolean(5),
            reader.GetFieldValue<Guid[]>(6)
        );
    }

    private Task<long> Count() =>
        app.Scalar<long>(
            "select (select count(*) from audit) + (select count(*) from audit_unsealed)"
        );

    private async Task Seal() =>
        await app
            .Services.GetRequiredService<Sealer>()
            .SealAsync(TestContext.Current.CancellationToken);

    private static JsonElement[] Lines(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray()];

    private static IEnumerable<string?> Operations(JsonElement[] lines) =>
        lines.Select(line => line.GetProperty("operation").GetString());
}
