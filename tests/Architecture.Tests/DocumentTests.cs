using System.Text.RegularExpressions;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Architecture.Tests;

/// <summary>The documents say what the code does.</summary>
public sealed partial class DocumentTests
{
    private const string OneDossier = "docs/one-dossier.md";

    private static readonly IReadOnlyList<(string Service, ProblemType Problem)> Problems =
    [
        .. Services.Projects.SelectMany(project =>
            ProblemTypes.In(project.Assembly).Select(problem => (project.Folder, problem))
        ),
    ];

    [Fact]
    public void One_dossier_leads_through_at_most_twelve_files_that_exist()
    {
        Assert.SkipUnless(Repository.Has(OneDossier), $"{OneDossier} is not written yet.");
        var paths = CodePath()
            .Matches(Repository.Read(OneDossier))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToList();

        Rule.Holds("There are no such files:", paths.Where(path => !Repository.Has(path)));
        Assert.InRange(paths.Count, 6, 12);
    }

    [Fact]
    public void Every_file_that_a_document_names_exists() =>
        Rule.Holds(
            "These do not:",
            from document in Repository.Files
            where document.EndsWith(".md", StringComparison.Ordinal)
            from Match path in CodePath().Matches(Repository.Read(document))
            where path.Groups[1].Value != OneDossier && !Repository.Has(path.Groups[1].Value)
            select $"{document}: {path.Groups[1].Value}"
        );

    [Fact]
    public void Every_decision_is_one_page_in_one_form_and_numbered_in_sequence()
    {
        var decisions = Repository
            .Files.Where(file => file.StartsWith("docs/decisions/", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(decisions);
        for (var i = 0; i < decisions.Count; i++)
        {
            var (file, number) = (decisions[i], i + 1);
            Assert.Matches($"^docs/decisions/{number:D4}-[a-z0-9-]+\\.md$", file);
            var lines = Repository.Read(file).Split('\n');
            Assert.StartsWith($"# {number}. ", lines[0], StringComparison.Ordinal);
            Assert.Matches(@"^\*\*Status\*\* .+ · \*\*Decides\*\* .+", lines[2]);
            Assert.Equal(
                ["## Context", "## Decision", "## Consequences", "## Broken when"],
                lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            );
            Assert.InRange(lines.Length, 10, 60);
        }
    }

    [Fact]
    public void A_problem_type_has_one_meaning_in_the_whole_system()
    {
        Rule.Holds(
            "These names are declared with different words or statuses:",
            from same in Problems.GroupBy(pair => pair.Problem.Name)
            where same.Select(pair => pair.Problem).Distinct().Count() > 1
            select $"{same.Key}: {string.Join(", ", same.Select(pair => pair.Service))}"
        );
        Assert.All(Problems, pair => Assert.Matches(Kebab(), pair.Problem.Name));
        Assert.All(Problems, pair => Assert.NotEqual(pair.Problem.Title, pair.Problem.TitleEn));
        Assert.All(Problems, pair => Assert.InRange(pair.Problem.Status, 400, 599));
    }

    [Fact]
    public void The_list_of_errors_is_complete()
    {
        var documented = ErrorRow()
            .Matches(Repository.Read("docs/errors.md"))
            .Select(row => row.Groups.Values.Skip(1).Select(cell => cell.Value.Trim()).ToArray())
            .ToList();
        var declared = Problems
            .Select(pair => pair.Problem)
            .Distinct()
            .Select(problem =>
                $"{problem.Name} | {problem.Status} | {problem.Title} | {problem.TitleEn}"
            )
            .ToList();
        var listed = documented.Select(row => string.Join(" | ", row.Take(4))).ToList();

        Rule.Holds("docs/errors.md does not have these:", declared.Except(listed));
        Rule.Holds("Nobody refuses with these of docs/errors.md:", listed.Except(declared));
        Rule.Holds(
            "These are there twice:",
            documented
                .GroupBy(row => row[0])
                .Where(same => same.Count() > 1)
                .Select(same => same.Key)
        );
        Rule.Holds(
            "These do not say when:",
            documented.Where(row => row[4].Length < 10).Select(row => row[0])
        );
    }

    // `services/Dossiers/Reception/SubmitDossier.cs`, in code marks or as the target of a link.
    [GeneratedRegex(
        @"[`(](?:\.\./)*((?:services|contracts|tests|docs|deploy|HoanKiem\.AppHost)/[\w./-]*\w\.(?:cs|cshtml|csproj|csv|http|json|md|mmd|props|sh|sql|txt|yaml))(?:#\w+)?[`)]"
    )]
    private static partial Regex CodePath();

    [GeneratedRegex(
        @"^\| `([^`]+)` \| (\d{3}) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
        RegexOptions.Multiline
    )]
    private static partial Regex ErrorRow();

    [GeneratedRegex("^[a-z]+(-[a-z0-9]+)*$")]
    private static partial Regex Kebab();
}
