using HoanKiem.Contracts;
using HoanKiem.Testing;

namespace HoanKiem.Routing.Tests;

/// <summary>What Routing copied from others is noticed when it is broken, and made again; what is its own is listed.</summary>
public sealed class MendTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    [Theory]
    [InlineData("update agency set name = 'x', valid_to = '2020-01-01' where id = '$1'")]
    [InlineData("delete from agency where id = '$1'")]
    public async Task The_copy_of_an_agency_is_made_again(string harm)
    {
        var id = "agency-" + Guid.NewGuid().ToString("N")[..8];
        var catalogue = new Producer(ResourceNames.Catalogue, app.Services, app.Clock);
        await catalogue.Say(Given.Agency(id, from: Given.FirstDay, parent: "hanoi"));
        var before = await Row();

        await app.Scalar<object>(harm.Replace("$1", id, StringComparison.Ordinal));
        Assert.NotEqual(before, await Row());
        var (found, left) = await catalogue.Compare();

        Assert.Equal(["broken"], found);
        Assert.Empty(left);
        Assert.Equal(before, await Row());

        Task<string?> Row() =>
            app.Scalar<string>($"select a::text from agency a where id = '{id}'");
    }

    [Fact]
    public async Task What_a_case_says_of_its_dossier_is_made_again_and_what_the_agencies_did_stays()
    {
        await app.WithCatalogue();
        var dossiers = new Producer(ResourceNames.Dossiers, app.Services, app.Clock);
        var accepted = app.Accepted(Given.Plain);
        await dossiers.Say(accepted);
        var before = await Row();
        var said = (await app.ReadEventLog()).Count;

        await app.Scalar<object>(
            $"update \"case\" set dossier_number = 'H26-0', receiving_agency = 'ba-dinh', accepted_at = now() where dossier_id = '{accepted.DossierId}'"
        );
        Assert.NotEqual(before, await Row());
        var (found, left) = await dossiers.Compare();

        Assert.Equal(["broken"], found);
        Assert.Empty(left);
        Assert.Equal(before, await Row());
        Assert.Equal(said, (await app.ReadEventLog()).Count);

        Task<string?> Row() =>
            app.Scalar<string>(
                $"select c::text || (select string_agg(s::text, ' ') from step s where s.case_id = c.id) from \"case\" c where dossier_id = '{accepted.DossierId}'"
            );
    }

    [Fact]
    public async Task A_case_that_is_gone_is_listed_because_nobody_else_knows_what_was_done()
    {
        await app.WithCatalogue();
        var dossiers = new Producer(ResourceNames.Dossiers, app.Services, app.Clock);
        var accepted = app.Accepted(Given.Plain);
        await dossiers.Say(accepted);

        await app.Scalar<object>($"delete from \"case\" where dossier_id = '{accepted.DossierId}'");
        var (found, left) = await dossiers.Compare();

        Assert.Equal(["broken"], found);
        Assert.StartsWith("The case is gone", Assert.Single(left), StringComparison.Ordinal);
    }
}
