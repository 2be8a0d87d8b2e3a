using HoanKiem.Contracts;
using HoanKiem.Testing;

namespace HoanKiem.Reporting.Tests.OnTime;

/// <summary>A row that was changed or dropped behind the service's back is noticed and made again, and the table with it.</summary>
public sealed class MendReportedDossierTests(ReportingApp app) : IClassFixture<ReportingApp>
{
    [Theory]
    [InlineData("changed", "update reported_dossier set standing = 'onTime' where id = '$1'")]
    [InlineData("moved", "update reported_dossier set agency = 'cua-dong' where id = '$1'")]
    [InlineData("due", "update reported_dossier set due_at = now() where id = '$1'")]
    [InlineData("dropped", "delete from reported_dossier where id = '$1'")]
    [InlineData(
        "counted",
        "delete from on_time_cell where agency = 'agency-counted'; delete from on_time_change where agency = 'agency-counted'; delete from reported_dossier where id = '$1'"
    )]
    public async Task The_row_and_its_cell_are_what_they_were(string name, string harm)
    {
        var agency = "agency-" + name;
        var dossiers = new Producer(ResourceNames.Dossiers, app.Services, app.Clock);
        var late = new Life(agency, app.Start);
        var open = new Life(agency, app.Start);
        await dossiers.Say(late.Whole(Timeliness.Late));
        await dossiers.Say(new Life(agency, app.Start).Whole(Timeliness.Early));
        await dossiers.Say(open.Submitted(), open.Accepted(app.Start.AddDays(3)));
        await dossiers.Say(open.Extended(app.Start.AddDays(3), app.Start.AddDays(9)));
        var before = (await Rows(), await app.Total(agency), await app.Figure("accepted"));

        await app.Scalar<object>(harm.Replace("$1", late.Id.ToString(), StringComparison.Ordinal));
        Assert.NotEqual(before.Item1, await Rows());
        var (found, left) = await dossiers.Compare();

        Assert.Equal(["broken"], found);
        Assert.Empty(left);
        Assert.Equal(before, (await Rows(), await app.Total(agency), await app.Figure("accepted")));

        Task<string?> Rows() =>
            app.Scalar<string>(
                $"select string_agg(d::text, ' ' order by d.id) from reported_dossier d where d.id in ('{late.Id}', '{open.Id}')"
            );
    }

    [Fact]
    public async Task What_was_refused_at_reception_has_no_row_and_is_no_difference()
    {
        var dossiers = new Producer(ResourceNames.Dossiers, app.Services, app.Clock);
        var refused = new Life("agency-refused", app.Start);
        await dossiers.Say(refused.Submitted(), refused.Refused());

        var (found, _) = await dossiers.Compare();

        Assert.Empty(found);
    }
}
