using System.Text.RegularExpressions;

namespace HoanKiem.ServiceDefaults.Tests;

public sealed partial class ProblemTypesTests
{
    [Fact]
    public void Every_general_problem_has_one_stable_name_and_both_languages()
    {
        var types = ProblemTypes.General;

        Assert.NotEmpty(types);
        Assert.Equal(types.Count, types.Select(type => type.Name).Distinct().Count());
        Assert.All(types, type => Assert.Matches(Kebab(), type.Name));
        Assert.All(types, type => Assert.NotEqual(type.Title, type.TitleEn));
    }

    [Fact]
    public void A_services_own_problems_are_found_beside_the_general_ones() =>
        Assert.Equal(
            ["thing-closed", "thing-refused"],
            ProblemTypes.In(typeof(Program).Assembly).Select(type => type.Name)
        );

    [Theory]
    [InlineData("status")]
    [InlineData("type")]
    [InlineData("errors")]
    [InlineData("traceId")]
    public void No_fact_takes_the_name_of_a_member_that_every_problem_has(string name) =>
        Assert.Throws<ArgumentException>(() => Problems.Missing().With(name, 1));

    [GeneratedRegex("^[a-z]+(-[a-z0-9]+)*$")]
    private static partial Regex Kebab();
}
