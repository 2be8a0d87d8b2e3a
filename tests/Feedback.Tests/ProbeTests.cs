using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Testing;
using HoanKiem.Testing.Probes;

namespace HoanKiem.Feedback.Tests;

/// <summary>Everybody tries everything on everybody's reports.</summary>
public sealed class ProbeTests(FeedbackApp app) : IClassFixture<FeedbackApp>
{
    private const int Many = 40;

    private static readonly Rows Rows = new(
        new Dictionary<string, string> { ["report"] = "id" },
        "decided_dossier",
        "survey"
    );

    private static readonly Operation[] Operations =
    [
        Operation.List("ListReports", "report", ["/v1/reports?limit=100"], _ => true),
        Operation
            .Post(
                "AnswerReport",
                "report",
                o => $"/v1/reports/{o.Id}/answer",
                new { answer = "Cảm ơn." }
            )
            .For(CallerKind.Officer),
        AuditProbes.Entries,
    ];

    [Fact]
    public Task Nothing_leaks_to_anybody_by_any_operation() =>
        new ProbedService<Program>(app, ResourceNames.Feedback, Rows, Operations).ProveAsync(
            Make,
            atLeast: 3_500
        );

    private async Task<List<Probed>> Make(World world)
    {
        var objects = await AuditProbes.MakeAsync(app, world);
        for (var i = 0; i < Many; i++)
        {
            var owner = world.ACitizen() ?? "p-nobody";
            var agency = world.AnAgency();
            var lodged = await app.Citizen(owner)
                .PostJson(
                    "/v1/reports",
                    new
                    {
                        agency,
                        kind = "waste",
                        title = $"Rác số {i:000000}",
                        content = $"Rác trước nhà số {i:000000}",
                    }
                );
            objects.Add(
                new Probed("report", (await lodged.Body()).GetProperty("id").GetGuid())
                {
                    Owner = owner,
                    Petition = agency,
                }
            );
        }

        return objects;
    }
}
