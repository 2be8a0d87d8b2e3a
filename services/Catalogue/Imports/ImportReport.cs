using HoanKiem.ServiceDefaults;

namespace HoanKiem.Catalogue.Imports;

/// <summary>What is wrong with the files. One problem is enough, and nothing is imported.</summary>
internal sealed class ImportReport
{
    private const int Shown = 50;
    private readonly List<ImportProblem> _problems = [];

    public IReadOnlyList<ImportProblem> Problems => _problems;

    public bool Clean => _problems.Count == 0;

    public void Add(ImportProblem problem) => _problems.Add(problem);

    public Refusal ToRefusal() =>
        Refusals
            .ImportRefused.Because(
                $"Có {_problems.Count} lỗi; chưa nhập gì.",
                $"There are {_problems.Count} problems; nothing was imported."
            )
            .With("count", _problems.Count)
            .With("problems", _problems.Take(Shown).ToArray());
}
