using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Demonstration;
using HoanKiem.SignIn;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>
/// The dossier by which everything is compared: over the counter, one ward, two steps (examined and signed), no receipt on paper, returned
/// over the counter. Officers read what they act on and do not ask again and again: acts are played for many dossiers in waves, so that the
/// consequences of one act have arrived before the next one.
/// </summary>
internal sealed class ReferenceDossiers(Town town)
{
    /// <summary>Recognition of father, mother, child: one ward examines and signs.</summary>
    private const string Procedure = "1.001022";
    private const int Wave = 50;
    private const int AtOnce = 8;
    private string[]? _papers;
    private int _number;

    /// <summary>A dossier on its way.</summary>
    internal sealed class Life(int number)
    {
        public int Number { get; } = number;
        public string Ward => Town.Wards[Number % Town.Wards.Count];
        public string Id { get; set; } = "";
        public int Version { get; set; }
        public string CaseId { get; set; } = "";
        public int CaseVersion { get; set; }
        public string LookUpCode { get; set; } = "";
    }

    /// <summary>Whole lives.</summary>
    public async Task PlayAsync(int count)
    {
        for (var played = 0; played < count; played += Wave)
        {
            var lives = await SubmitAsync(Math.Min(Wave, count - played));
            await EachAsync(lives, AcceptAsync);
            await EachAsync(lives, ExamineAsync);
            await EachAsync(lives, SignAsync);
            await EachAsync(lives, ReturnAsync);
        }
    }

    /// <summary>One dossier until Routing has its case.</summary>
    public async Task RouteOneAsync()
    {
        var life = (await SubmitAsync(1))[0];
        await AcceptAsync(life);
        await CaseAsync(life);
    }

    /// <summary>Handed in, not accepted.</summary>
    public async Task<IReadOnlyList<Life>> SubmitAsync(int count)
    {
        var lives = Enumerable.Range(0, count).Select(_ => new Life(++_number)).ToList();
        await EachAsync(lives, HandInAsync);
        return lives;
    }

    /// <summary>What a clerk sends for one citizen.</summary>
    public async Task<object> RequestAsync(int number, string ward)
    {
        _papers ??=
        [
            .. (
                await town.GetAsync(
                    Person.Nobody,
                    ResourceNames.Catalogue,
                    $"/v1/procedures/{Procedure}?on=2026-11-23"
                )
            )
                .GetProperty("content")
                .GetProperty("papers")
                .EnumerateArray()
                .Where(paper => paper.GetProperty("required").GetBoolean())
                .Select(paper => paper.GetProperty("code").GetString()!),
        ];
        return new
        {
            channel = "counter",
            procedureCode = Procedure,
            competentAgency = ward,
            receivedAt = ward,
            delivery = "counter",
            parties = new[] { TestPeople.Applicant(number % 1_000_000) },
            papers = _papers.Select(code => new { code, originals = 1 }),
        };
    }

    private async Task HandInAsync(Life life)
    {
        var (answer, version) = await town.PostAsync(
            Person.Officer("clerk", life.Ward, later: true),
            ResourceNames.Dossiers,
            "/v1/dossiers",
            await RequestAsync(life.Number, life.Ward)
        );
        (life.Id, life.Version) = (answer.GetProperty("id").GetString()!, version);
        life.LookUpCode = answer.GetProperty("lookUpCode").GetString()!;
    }

    private Task AcceptAsync(Life life) => AcceptAsync(life, receipt: false);

    /// <summary>A clerk accepts it; on paper only when asked.</summary>
    public async Task AcceptAsync(Life life, bool receipt) =>
        life.Version = (
            await town.PostAsync(
                Person.Officer("clerk", life.Ward, later: true),
                ResourceNames.Dossiers,
                $"/v1/dossiers/{life.Id}/acceptance",
                new { receiptWanted = receipt },
                life.Version
            )
        ).Version;

    private async Task ExamineAsync(Life life)
    {
        var specialist = Person.Officer("specialist", life.Ward, later: true);
        await CaseAsync(life);
        var step = (
            await town.GetAsync(specialist, ResourceNames.Routing, $"/v1/cases/{life.CaseId}")
        )
            .GetProperty("steps")
            .EnumerateArray()
            .First(step => step.GetProperty("state").GetString() == "assigned");
        var (answer, _) = await town.PostAsync(
            specialist,
            ResourceNames.Routing,
            $"/v1/tasks/{step.GetProperty("id").GetString()}/completion",
            new { proposal = "granted", resultNumber = $"{life.Number}/2026" },
            step.GetProperty("version").GetInt32()
        );
        life.CaseVersion = answer.GetProperty("caseVersion").GetInt32();
    }

    private async Task CaseAsync(Life life)
    {
        var items = await UntilAsync(
            "the case is open",
            async () =>
                (
                    await town.GetAsync(
                        Person.Officer("specialist", life.Ward, later: true),
                        ResourceNames.Routing,
                        $"/v1/cases?dossier={life.Id}"
                    )
                ).GetProperty("items"),
            items => items.GetArrayLength() == 1
        );
        life.CaseId = items[0].GetProperty("id").GetString()!;
    }

    private Task SignAsync(Life life) =>
        town.PostAsync(
            Person.Officer("leader", life.Ward, later: true),
            ResourceNames.Routing,
            $"/v1/cases/{life.CaseId}/decision",
            new
            {
                outcome = "granted",
                decisionNumber = $"{life.Number}/2026",
                capacity = "deputy",
            },
            life.CaseVersion
        );

    private async Task ReturnAsync(Life life)
    {
        var clerk = Person.Officer("clerk", life.Ward, later: true);
        var dossier = await UntilAsync(
            "the result is there",
            () => town.GetAsync(clerk, ResourceNames.Dossiers, $"/v1/dossiers/{life.Id}"),
            dossier => dossier.GetProperty("status").GetInt32() == 9
        );
        await town.PostAsync(
            clerk,
            ResourceNames.Dossiers,
            $"/v1/dossiers/{life.Id}/returns",
            new { how = "counter" },
            dossier.GetProperty("version").GetInt32()
        );
    }

    private static async Task<JsonElement> UntilAsync(
        string what,
        Func<Task<JsonElement>> read,
        Func<JsonElement, bool> wanted
    )
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var seen = await read();
            if (wanted(seen))
                return seen;
            await Task.Delay(100);
        }
        throw new TimeoutException($"Waited in vain: {what}.");
    }

    private static Task EachAsync(IEnumerable<Life> lives, Func<Life, Task> act) =>
        Parallel.ForEachAsync(
            lives,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (life, _) => await act(life)
        );
}
