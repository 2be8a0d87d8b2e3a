using System.Text.Json;
using System.Xml.Linq;

namespace HoanKiem.Architecture.Tests;

/// <summary>What may enter from outside: maintained, and under a licence that lets every office use it.</summary>
public sealed class PackageTests
{
    private static readonly string[] Permissive =
    [
        "MIT",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "PostgreSQL",
        // RabbitMQ.Client: we take the first.
        "Apache-2.0 OR MPL-2.0",
    ];

    private static readonly Dictionary<string, string> Listed = Repository
        .Read("tests/Architecture.Tests/Approved/licences.txt")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    [Fact]
    public void Every_package_that_may_be_used_is_listed_with_a_permissive_licence()
    {
        var named = XDocument
            .Parse(Repository.Read("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Select(package => package.Attribute("Include")!.Value)
            .ToList();

        Assert.NotEmpty(named);
        Rule.Holds("These are not in Approved/licences.txt:", named.Except(Listed.Keys));
        Rule.Holds("These are in it and nowhere else:", Listed.Keys.Except(named));
        Rule.Holds(
            "These licences are not permissive:",
            Listed
                .Where(pair => !Permissive.Contains(pair.Value))
                .Select(pair => $"{pair.Key}: {pair.Value}")
        );
    }

    // The list above is what we believe; this is what came, with everything that it brought along.
    [Fact]
    public void Every_package_that_came_says_the_same_of_itself()
    {
        var restored = Path.Combine(
            Repository.Root,
            "artifacts/obj/HoanKiem.Architecture.Tests/project.assets.json"
        );
        var assets = JsonDocument.Parse(File.ReadAllText(restored)).RootElement;
        var caches = assets
            .GetProperty("packageFolders")
            .EnumerateObject()
            .Select(folder => folder.Name)
            .ToList();
        var packages = assets
            .GetProperty("libraries")
            .EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package")
            .Select(library =>
                (
                    Id: library.Name.Split('/')[0],
                    Path: library.Value.GetProperty("path").GetString()!
                )
            )
            .ToList();

        Assert.True(packages.Count > 50);
        Rule.Holds(
            "The licence of these is not permissive, not known, or not the one that is listed:",
            from package in packages
            let licence = LicenceOf(caches, package.Id, package.Path)
            where
                licence is null
                || !Permissive.Contains(licence)
                || (Listed.TryGetValue(package.Id, out var listed) && listed != licence)
            select $"{package.Id}: {licence ?? "none"}"
        );
    }

    [Fact]
    public void Versions_stand_in_one_file() =>
        Rule.Holds(
            "These project files name a version of their own:",
            Repository.Files.Where(file =>
                file.EndsWith(".csproj", StringComparison.Ordinal)
                && XDocument
                    .Parse(Repository.Read(file))
                    .Descendants("PackageReference")
                    .Any(package =>
                        package.Attribute("Version") is not null
                        || package.Attribute("VersionOverride") is not null
                    )
            )
        );

    private static string? LicenceOf(List<string> caches, string id, string path) =>
        caches
            .Select(cache => Path.Combine(cache, path, id.ToLowerInvariant() + ".nuspec"))
            .Where(File.Exists)
            .Select(nuspec => XDocument.Load(nuspec))
            .Select(nuspec =>
                nuspec
                    .Descendants()
                    .FirstOrDefault(element =>
                        element.Name.LocalName == "license"
                        && element.Attribute("type")?.Value == "expression"
                    )
                    ?.Value
            )
            .FirstOrDefault();
}
