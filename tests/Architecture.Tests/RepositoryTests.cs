using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using HoanKiem.Contracts;

namespace HoanKiem.Architecture.Tests;

/// <summary>The shape of the tree, and what must not be in it.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] SourceKinds =
    [
        ".cs",
        ".cshtml",
        ".sql",
        ".sh",
        ".js",
        ".css",
        ".py",
    ];

    [Fact]
    public void No_source_file_is_over_400_lines() =>
        Rule.Holds(
            "These are longer:",
            from file in Repository.Files
            where SourceKinds.Contains(Path.GetExtension(file)) && !Repository.IsMigration(file)
            let lines = Repository.Lines(file)
            where lines > 400
            select $"{file}: {lines}"
        );

    [Fact]
    public void The_map_fits_on_a_page() =>
        Assert.InRange(Repository.Lines("HoanKiem.AppHost/AppHost.cs"), 1, 90);

    [Fact]
    public void LocalRunner_stays_small() =>
        Assert.InRange(
            Repository
                .Code.Where(file =>
                    file.StartsWith("HoanKiem.AppHost/LocalRunner/", StringComparison.Ordinal)
                )
                // Empty lines cost a reader nothing.
                .Sum(file =>
                    Repository
                        .Read(file)
                        .Split('\n')
                        .Count(line => !string.IsNullOrWhiteSpace(line))
                ),
            1,
            800
        );

    [Fact]
    public void A_Program_has_at_most_40_lines() =>
        Rule.Holds(
            "These are longer:",
            from service in Services.Processes
            let file = $"services/{service.Folder}/Program.cs"
            where Repository.Lines(file) > 40
            select file
        );

    [Fact]
    public void Every_service_and_resource_is_on_the_map()
    {
        var map = Repository.Read("HoanKiem.AppHost/AppHost.cs");
        Rule.Holds(
            "AppHost.cs does not name these:",
            typeof(ResourceNames)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(field => field.IsLiteral)
                .Where(field => !Regex.IsMatch(map, $@"\bResourceNames\.{field.Name}\b"))
                .Select(field => field.Name)
        );
    }

    [Fact]
    public void The_solution_holds_every_project() =>
        Rule.Holds(
            "HoanKiem.slnx does not name these:",
            Repository.Files.Where(file =>
                file.EndsWith(".csproj", StringComparison.Ordinal)
                && !Repository
                    .Read("HoanKiem.slnx")
                    .Contains($"\"{file}\"", StringComparison.Ordinal)
            )
        );

    [Fact]
    public void Every_service_has_its_tests() =>
        Rule.Holds(
            "There are no tests of these:",
            Services
                .Projects.Select(project => $"tests/{project.Folder}.Tests")
                // What needs a service around it is tested with one: access with the sample of ServiceDefaults, the audit with Dossiers.
                .Where(folder =>
                    folder is not ("tests/Access.Tests" or "tests/Audit.Tests")
                    && !Repository.Has(folder)
                )
        );

    [Fact]
    public void Paths_are_short_and_flat()
    {
        Rule.Holds(
            "These paths are longer than 80 characters:",
            Repository.Files.Where(file => file.Length > 80 && !Repository.IsMigration(file))
        );
        Rule.Holds(
            "These lie deeper than four below services:",
            Repository.Files.Where(file =>
                file.StartsWith("services/", StringComparison.Ordinal)
                && file.Split('/').Length > 5
                && !Repository.IsMigration(file)
            )
        );
    }

    [Fact]
    public void Folders_are_named_after_the_work() =>
        Rule.Holds(
            "These folders say nothing:",
            Repository
                .Files.SelectMany(file => file.Split('/').SkipLast(1))
                .Where(folder =>
                    folder
                        is "Common"
                            or "Helpers"
                            or "Features"
                            or "Managers"
                            or "Interfaces"
                            or "Utils"
                            or "Misc"
                )
        );

    [Fact]
    public void Markdown_at_the_root_is_for_newcomers() =>
        Rule.Holds(
            "Only README, CONTRIBUTING and SECURITY belong here:",
            Repository
                .Files.Where(file =>
                    !file.Contains('/') && file.EndsWith(".md", StringComparison.OrdinalIgnoreCase)
                )
                .Except(["README.md", "CONTRIBUTING.md", "SECURITY.md"])
        );

    [Fact]
    public void Nothing_is_left_to_do_in_a_comment() =>
        Rule.Holds(
            "Do it or open an issue:",
            Repository.Texts.Where(file =>
                file != "tests/Architecture.Tests/RepositoryTests.cs"
                && Undone().IsMatch(Repository.Read(file))
            )
        );

    [Fact]
    public void Every_text_is_NFC() =>
        Rule.Holds(
            "These hold composed and decomposed letters:",
            Repository.Texts.Where(file =>
                !Repository.Read(file).IsNormalized(NormalizationForm.FormC)
            )
        );

    [Fact]
    public void Every_text_ends_with_one_line_feed_and_has_no_carriage_returns() =>
        Rule.Holds(
            "These do not:",
            Repository.Texts.Where(file =>
                !IsGenerated(file)
                && Repository.Read(file) is { Length: > 0 } text
                && (!text.EndsWith('\n') || text.Contains('\r', StringComparison.Ordinal))
            )
        );

    [Fact]
    public void Tests_are_sentences()
    {
        var names = Repository
            .Code.Where(file => file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file =>
                TestMethod()
                    .Matches(Repository.Read(file))
                    .Select(match => (file, Name: match.Groups[1].Value))
            )
            .ToList();

        Assert.True(names.Count > 200);
        Rule.Holds(
            "These are not:",
            names
                .Where(test => test.Name.Count(letter => letter == '_') < 2)
                .Select(test => $"{test.file}: {test.Name}")
        );
    }

    [Fact]
    public void The_clock_is_banned_everywhere()
    {
        var build = Repository.Read("Directory.Build.props");
        Assert.Contains(
            "Microsoft.CodeAnalysis.BannedApiAnalyzers",
            build,
            StringComparison.Ordinal
        );
        Assert.Contains("BannedSymbols.txt", build, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true", build, StringComparison.Ordinal);

        var banned = Repository.Read("BannedSymbols.txt");
        foreach (
            var symbol in new[]
            {
                "P:System.DateTime.Now;",
                "P:System.DateTime.UtcNow;",
                "P:System.DateTime.Today;",
                "P:System.DateTimeOffset.Now;",
                "P:System.DateTimeOffset.UtcNow;",
                "M:System.Threading.Thread.Sleep(System.Int32);",
            }
        )
            Assert.Contains(symbol, banned, StringComparison.Ordinal);

        Rule.Holds(
            "The analyser is switched off here (LocalRunner and its tests run processes, not the office):",
            Repository.Texts.Where(file =>
                file != "tests/Architecture.Tests/RepositoryTests.cs"
                && !file.StartsWith("HoanKiem.AppHost/LocalRunner/", StringComparison.Ordinal)
                && Repository.Read(file).Contains("RS0030", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void Numbers_that_could_be_a_persons_are_of_the_test_range() =>
        Rule.Holds(
            "A 12-digit number of a test person begins with 0019:",
            from file in Repository.Files
            where
                file.Contains("/Seed/", StringComparison.Ordinal)
                || file.StartsWith("tests/Demonstration/", StringComparison.Ordinal)
                || file.StartsWith("tests/Simulators/", StringComparison.Ordinal)
                || file.StartsWith("docs/", StringComparison.Ordinal)
                || file.EndsWith(".http", StringComparison.Ordinal)
                || file.EndsWith(".json", StringComparison.Ordinal)
            where Path.GetExtension(file) is not ".png" && !IsGenerated(file)
            from Match number in TwelveDigits().Matches(Repository.Read(file))
            where !number.Value.StartsWith("0019", StringComparison.Ordinal)
            select $"{file}: {number.Value}"
        );

    [Fact]
    public void No_secret_lies_in_the_tree() =>
        Rule.Holds(
            "These hold a private key or a token:",
            Repository.Texts.Where(file =>
                file != "tests/Architecture.Tests/RepositoryTests.cs"
                && Secret().IsMatch(Repository.Read(file))
            )
        );

    private static bool IsGenerated(string file) =>
        file.StartsWith("contracts/openapi/", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Undone();

    [GeneratedRegex(@"(?<![\w.-])\d{12}(?![\w-])")]
    private static partial Regex TwelveDigits();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}|\beyJ[\w-]{20,}\.eyJ")]
    private static partial Regex Secret();

    [GeneratedRegex(
        @"\[(?:Fact|Theory)\b[^\n]*\n(?:\s*\[[^\n]*\n|\s+[^\n\[]*\)\]\n)*?\s*public [\w<>\[\]? ]*?(\w+)\("
    )]
    private static partial Regex TestMethod();
}
