using System.Text.Json;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.Dossiers.Tests.Audit;

/// <summary>What a superuser of the database can do to the audit, and how it is found, and where.</summary>
public sealed class TamperTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private const string Ward = Given.Ward;

    [Fact]
    public async Task What_nobody_touched_holds_and_what_is_not_sealed_yet_is_said()
    {
        var (heads, _) = await TenEntries();
        var clerk = app.Officer("clerk-1", Ward);
        await (await clerk.Get("/v1/dossiers")).Body();

        var verdict = await Look(heads);

        Assert.True(verdict.Holds);
        Assert.Equal(10, verdict.Entries);
        Assert.Equal((1, app.Clock.GetUtcNow()), (verdict.Unsealed, verdict.OldestUnsealed));
        Assert.Equal(0, verdict.Unwitnessed);
        Assert.Equal(10, (await Look([])).Unwitnessed);
    }

    [Theory]
    [InlineData("subject = 'somebody-else'")]
    [InlineData("at = at - interval '1 second'")]
    [InlineData("objects = array[gen_random_uuid()]")]
    [InlineData("purpose = 'Oversight'")]
    [InlineData("wrote = not wrote")]
    [InlineData("owners = array['citizen-1']")]
    public async Task An_edited_entry_is_found(string edit)
    {
        var (heads, _) = await TenEntries();
        await app.Execute($"update audit set {edit} where sequence = 4");

        Assert.Equal([new(Fault.Edited, Ward, 4, 4)], (await Look(heads)).Findings);
    }

    [Fact]
    public async Task An_entry_that_was_edited_and_sealed_again_is_found_at_its_successor()
    {
        var (heads, _) = await TenEntries();
        await app.Execute("update audit set subject = 'somebody-else' where sequence = 4");
        await SealAgain(from: 4, to: 4);

        Assert.Equal([new(Fault.Broken, Ward, 5, 5)], (await Look(heads)).Findings);
    }

    [Fact]
    public async Task A_chain_that_was_sealed_again_to_its_end_is_found_by_what_Reporting_holds()
    {
        var (heads, between) = await TenEntries();
        await app.Execute("update audit set subject = 'somebody-else' where sequence = 8");
        await SealAgain(from: 8, to: 10);
        await app.Execute(
            "update audit_head set hash = (select hash from audit where sequence = 10)"
        );

        // Nobody has told Reporting anything yet: then there is nothing that could contradict.
        Assert.True((await Look([])).Holds);
        Assert.Equal([new(Fault.Rewritten, Ward, 1, 10)], (await Look(heads)).Findings);
        Assert.Equal(
            [new(Fault.Rewritten, Ward, 6, 10)],
            (await Look([.. heads, between])).Findings
        );
    }

    [Fact]
    public async Task Deleted_entries_are_found_where_they_were()
    {
        var (heads, _) = await TenEntries();
        await app.Execute("delete from audit where sequence in (3, 4, 7)");

        Assert.Equal(
            [new(Fault.Missing, Ward, 3, 4), new(Fault.Missing, Ward, 7, 7)],
            (await Look(heads)).Findings
        );
    }

    [Fact]
    public async Task A_deleted_entry_whose_place_was_closed_is_found()
    {
        var (heads, _) = await TenEntries();
        await app.Execute(
            """
            delete from audit where sequence = 3;
            update audit set sequence = -sequence where sequence > 3;
            update audit set sequence = -sequence - 1 where sequence < 0;
            """
        );

        var findings = (await Look(heads)).Findings;
        Assert.Contains(new(Fault.Broken, Ward, 3, 9), findings);
        Assert.Contains(new(Fault.Truncated, Ward, 10, 10), findings);
    }

    [Fact]
    public async Task Two_entries_that_changed_places_are_found()
    {
        var (heads, _) = await TenEntries();
        const string Said = "at, subject, operation, purpose, wrote, objects, owners, trace";
        await app.Execute(
            $"""
            create temp table two as select id, {Said}, case sequence when 2 then 6 else 2 end as sequence from audit where sequence in (2, 6);
            update audit set id = gen_random_uuid() where sequence in (2, 6);
            update audit a set (id, {Said}) = (t.id, {string.Join(
                ", ",
                Said.Split(", ").Select(c => "t." + c)
            )}) from two t where t.sequence = a.sequence;
            """
        );

        Assert.Equal([new(Fault.Swapped, Ward, 2, 6)], (await Look(heads)).Findings);
    }

    [Fact]
    public async Task An_entry_that_was_put_in_is_found_where_it_is()
    {
        var (heads, _) = await TenEntries();
        await app.Execute(
            """
            update audit set sequence = -sequence where sequence > 3;
            update audit set sequence = -sequence + 1 where sequence < 0;
            insert into audit select agency, 4, gen_random_uuid(), at, 'somebody-else', kind, behalf_of, operation, purpose, wrote, objects,
                owners, trace, sealed_at, entry_hash, hash from audit where sequence = 3;
            """
        );
        await SealAgain(from: 4, to: 4);

        var findings = (await Look(heads)).Findings;
        Assert.Contains(new(Fault.Broken, Ward, 5, 11), findings);
        Assert.DoesNotContain(findings, finding => finding.From < 5 && finding.To < 10);
    }

    [Fact]
    public async Task An_entry_that_was_written_later_than_it_says_is_found()
    {
        await TenEntries();
        await app.Execute(
            $"""
            insert into audit_unsealed (id, at, agency, subject, kind, operation, purpose, wrote, objects, owners)
            select gen_random_uuid(), at - interval '1 hour', agency, 'clerk-2', kind, operation, purpose, wrote, objects, owners
            from audit where sequence = 1
            """
        );
        await Seal();

        Assert.Equal([new(Fault.Backdated, Ward, 11, 11)], (await Look([])).Findings);
    }

    [Fact]
    public async Task An_end_that_was_cut_off_is_found_even_when_the_service_has_forgotten_it()
    {
        var (heads, between) = await TenEntries();
        await app.Execute("delete from audit where sequence > 6");
        Assert.Equal([new(Fault.Truncated, Ward, 7, 10)], (await Look([])).Findings);

        await app.Execute(
            "update audit_head set entries = 6, hash = (select hash from audit where sequence = 6)"
        );
        Assert.Equal([new(Fault.Truncated, Ward, 7, 10)], (await Look(heads)).Findings);

        await app.Execute("delete from audit; delete from audit_head");
        Assert.Equal(
            [new(Fault.Truncated, Ward, 1, 10)],
            (await Look([between, .. heads])).Findings
        );
    }

    [Fact]
    public async Task An_administrator_asks_for_it_and_a_clerk_may_not()
    {
        var (heads, _) = await TenEntries();
        await app.Execute("update audit set subject = 'somebody-else' where sequence = 9");
        var administrator = app.Officer("administrator-1", Ward, OfficerRole.Administrator);
        var answer = await (
            await administrator.PostJson("/operations/audit/verification", new { heads })
        ).Body();

        var finding = Assert.Single(answer.GetProperty("findings").EnumerateArray());
        Assert.Equal(
            ("edited", 9),
            (finding.GetProperty("fault").GetString(), finding.GetProperty("from").GetInt64())
        );
        await (
            await app.Officer("clerk-1", Ward).PostJson("/operations/audit/verification", new { })
        ).ShouldBeRefused("not-found", 404);
    }

    [Fact]
    public async Task The_command_finds_the_same_and_its_exit_code_says_so()
    {
        var (heads, _) = await TenEntries();
        var file = Path.Combine(Path.GetTempPath(), $"heads-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(
            file,
            JsonSerializer.Serialize(
                new
                {
                    items = heads,
                    next = (string?)null,
                    count = heads.Count,
                },
                JsonSerializerOptions.Web
            ),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(VerifyCommand.Holds, (await Command("verify", file)).Code);
        await app.Execute("delete from audit where sequence > 6");
        await app.Execute("delete from audit_head");
        // Without the heads that Reporting holds nobody can tell.
        Assert.Equal(VerifyCommand.Holds, (await Command("verify")).Code);
        var (code, said) = await Command("verify", file);
        Assert.Equal(VerifyCommand.Broken, code);
        var finding = Assert.Single(
            JsonDocument.Parse(said).RootElement.GetProperty("findings").EnumerateArray()
        );
        Assert.Equal(
            ("truncated", 7),
            (finding.GetProperty("fault").GetString(), finding.GetProperty("from").GetInt64())
        );

        await File.WriteAllTextAsync(
            file,
            """{ "head": 1 }""",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(VerifyCommand.Misused, (await Command("verify", file)).Code);
        File.Delete(file);
        Assert.Equal(VerifyCommand.Misused, (await Command("verify", file)).Code);
        Assert.Equal(VerifyCommand.Misused, (await Command("verify", file, "more")).Code);
        Assert.Null((await Command("serve")).Code);
    }

    private async Task<(int? Code, string Said)> Command(params string[] args)
    {
        await using var said = new StringWriter();
        var code = await VerifyCommand.Run(
            app.Services,
            args,
            said,
            TestContext.Current.CancellationToken
        );
        return (code, said.ToString());
    }

    // A chain of ten entries, and what Reporting was told of it: after five, and after all.
    private async Task<(IReadOnlyList<ChainHead> Heads, ChainHead Between)> TenEntries()
    {
        await app.WithCatalogue();
        await app.Execute("delete from audit_unsealed; delete from audit; delete from audit_head");
        var clerk = app.Officer("clerk-1", Ward);
        ChainHead? between = null;
        for (var i = 1; i <= 10; i++)
        {
            await (await clerk.Get("/v1/dossiers")).Body();
            await Seal();
            if (i == 5)
                between = await Head(5);
        }

        return ([await Head(10)], between!);
    }

    private async Task<ChainHead> Head(long entries) =>
        new(
            Ward,
            entries,
            (
                await app.Scalar<string>(
                    $"select encode(hash, 'hex') from audit where sequence = {entries}"
                )
            )!,
            null
        );

    private async Task Seal() =>
        await app
            .Services.GetRequiredService<Sealer>()
            .SealAsync(TestContext.Current.CancellationToken);

    private Task<Verdict> Look(IReadOnlyList<ChainHead> heads) =>
        app
            .Services.GetRequiredService<Verification>()
            .LookAsync(heads, null, TestContext.Current.CancellationToken);

    // What somebody would do who knows how it is done.
    private async Task SealAgain(long from, long to)
    {
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        for (var sequence = from; sequence <= to; sequence++)
        {
            AuditEntry entry;
            DateTimeOffset sealedAt;
            await using (
                var read = new NpgsqlCommand(
                    $"select {EntryReader.Columns}, sealed_at from audit where sequence = {sequence}",
                    connection
                )
            )
            {
                await using var reader = await read.ExecuteReaderAsync(
                    TestContext.Current.CancellationToken
                );
                await reader.ReadAsync(TestContext.Current.CancellationToken);
                (entry, sealedAt) = (
                    EntryReader.Read(reader),
                    reader.GetFieldValue<DateTimeOffset>(EntryReader.Count)
                );
            }

            var before = await app.Scalar<byte[]>(
                $"select hash from audit where sequence = {sequence - 1}"
            );
            var hash = Chain.HashOf(entry);
            await using var write = new NpgsqlCommand(
                $"update audit set entry_hash = $1, hash = $2 where sequence = {sequence}",
                connection
            )
            {
                Parameters =
                {
                    new() { Value = hash },
                    new() { Value = Chain.Link(before, sequence, sealedAt, hash) },
                },
            };
            await write.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}
