using HoanKiem.Catalogue.Imports;

namespace HoanKiem.Catalogue.Tests.Imports;

/// <summary>The command is the import of an office: a folder, all or nothing.</summary>
public sealed class ImportCommandTests : IAsyncLifetime
{
    private readonly CatalogueApp _app = new() { Settings = { ["Catalogue:LoadSeed"] = "false" } };
    private readonly string _folder = Directory.CreateTempSubdirectory("catalogue-").FullName;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(CatalogueApp.SeedFolder, "*.csv"))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        await _app.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_bad_row_leaves_an_empty_catalogue_empty_and_the_good_folder_fills_it_once()
    {
        var papers = Path.Combine(_folder, "papers.csv");
        var good = await File.ReadAllTextAsync(papers);
        await File.WriteAllTextAsync(papers, good + "2.000815,99,Giấy thử,,many,0,no,,\n");
        var (nothing, report) = await ImportCommand.FromFolder(_app.Services, _folder, default);
        Assert.Null(nothing);
        var problem = Assert.Single(report.Problems);
        Assert.Equal(
            ("papers.csv", good.Split('\n').Length, "originals", "range"),
            (problem.File, problem.Line, problem.Member, problem.Code)
        );
        Assert.Empty(await _app.Events());
        Assert.Equal(0, await _app.Scalar<long>("select count(*) from procedure"));

        await File.WriteAllTextAsync(papers, good);
        var (first, _) = await ImportCommand.FromFolder(_app.Services, _folder, default);
        Assert.Equal(first!.Changes, (await _app.Events()).Count);
        var (second, _) = await ImportCommand.FromFolder(_app.Services, _folder, default);
        Assert.Equal(0, second!.Changes);
        Assert.Equal(first.Changes, (await _app.Events()).Count);
    }
}
