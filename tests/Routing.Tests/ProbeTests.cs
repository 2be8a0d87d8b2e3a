using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Testing.Probes;

namespace HoanKiem.Routing.Tests;

/// <summary>Everybody tries everything on everybody's cases.</summary>
public sealed class ProbeTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    private const int Many = 24;

    private static readonly Rows Rows = new(
        new Dictionary<string, string>
        {
            ["case"] = "id",
            ["step"] = "case_id",
            ["opinion"] = "case_id",
            ["hand_over"] = "case_id",
            ["open_item"] = "case_id",
            ["case_trace"] = "case_id",
            ["external_request"] = "case_id",
            ["external_event"] =
                "(select r.case_id from external_request r where r.id = t.request_id)",
        }
    );

    private static readonly Operation[] Operations =
    [
        List("ListTasks", "/v1/tasks?limit=200"),
        List("ListOpinions", "/v1/opinions?limit=200"),
        List("ListHandOvers", "/v1/hand-overs?limit=200"),
        Operation
            .List("ListOpenItems", "case", ["/v1/open-items?limit=200"])
            .For(CallerKind.Officer),
        Operation
            .Search("FindCase", "case", o => $"/v1/cases?dossier={o.Dossier}")
            .For(CallerKind.Officer),
        Operation.Get("GetCase", "case", o => $"/v1/cases/{o.Id}").For(CallerKind.Officer),
        Post(
            "DecideCase",
            o => $"/v1/cases/{o.Id}/decision",
            new
            {
                outcome = "granted",
                decisionNumber = "1/QĐ",
                capacity = "head",
            }
        ),
        Post(
            "AskForOptionalStep",
            o => $"/v1/cases/{o.Id}/optional-steps",
            new { key = "ask-ward" }
        ),
        OnTask("ClaimTask", "claim", null),
        OnTask("CompleteTask", "completion", new { proposal = "granted" }),
        OnTask("AskForFee", "fee-needed", new { feeCode = "le-phi", amount = 8000 }),
        OnTask(
            "AskOpinion",
            "opinions",
            new { toAgency = "p-office", questionCode = "lived-there" }
        ),
        OnTask("ReassignTask", "reassignment", new { agency = "p-office" }),
        OnTask(
            "AskForSupplement",
            "supplement-needed",
            new { paperCodes = new[] { "to-khai" }, reasonCode = "unclear" }
        ),
        Operation
            .Post(
                "GivePapers",
                "case",
                "/v1/hand-overs",
                o => new
                {
                    caseId = o.Id,
                    fromAgency = "p-office",
                    toAgency = "p-city",
                }
            )
            .For(CallerKind.Officer),
        Post(
            "AcknowledgePapers",
            o => $"/v1/hand-overs/{o.Part("hand_over")}/acknowledgement",
            null
        ),
        Post(
            "CloseOpenItem",
            o => $"/v1/open-items/{o.Part("open_item")}/closure",
            new { resolution = "done" }
        ),
        Post(
            "AnswerOpinion",
            o => $"/v1/opinions/{o.Part("opinion")}/answer",
            new { answerCode = "yes" }
        ),
    ];

    [Fact]
    public Task Nothing_leaks_to_anybody_by_any_operation() =>
        new ProbedService<Program>(app, ResourceNames.Routing, Rows, Operations).ProveAsync(
            Make,
            atLeast: 50_000
        );

    private static Operation List(string id, string url) =>
        Operation.List(id, "case", Operation.ByAgency(url)).For(CallerKind.Officer);

    private static Operation Post(string id, Func<Probed, string> url, object? body) =>
        Operation.Post(id, "case", url, body).For(CallerKind.Officer);

    private static Operation OnTask(string id, string act, object? body) =>
        Post(id, o => $"/v1/tasks/{o.Part("step")}/{act}", body);

    // Real cases; what belongs to them besides, and all their places, by lot.
    private async Task<List<Probed>> Make(World world)
    {
        await app.WithCatalogue();
        var objects = new List<Probed>();
        for (var i = 0; i < Many; i++)
        {
            var accepted = app.Accepted(i % 2 == 0 ? Given.Marital : Given.Birth) with
            {
                DossierNumber = $"000.00.61.H26-261123-{i:0000}",
            };
            await app.Deliver(accepted);
            var id = (await app.CaseOf(accepted.DossierId)).Id();
            objects.Add(await Place(id, accepted.DossierId, world));
        }

        return objects;
    }

    private async Task<Probed> Place(Guid id, Guid dossier, World world)
    {
        var o = new Probed("case", id)
        {
            Dossier = dossier,
            Owner = world.ACitizen(),
            Counter =
            [
                world.AnAgency(),
                world.AnAgency(),
                world.AnAgency(),
                .. world.SomeAgencies(),
            ],
            Desk = world.SomeAgencies(),
        };
        await app.Execute(
            $"""
            update "case" set owner_subject = {Text(o.Owner)}, received_at = '{o.Counter[
                0
            ]}', receiving_agency = '{o.Counter[1]}',
                agency = '{o.Counter[2]}', papers_at = {Texts(
                o.Counter[3..]
            )}, handling_agencies = {Texts(o.Desk)} where id = '{id}';
            update step set agency = '{world.AnAgency()}' where case_id = '{id}' and agency = 'hoan-kiem';
            insert into open_item (id, case_id, dossier_id, kind, detail, subject, opened_at, receiving_agency, handling_agencies, options, version)
                values (gen_random_uuid(), '{id}', '{dossier}', 'probe', 'secret of {id:N}', '{id:N}', now(), '{world.AnAgency()}',
                    {Texts(world.SomeAgencies())}, array[]::text[], 1);
            insert into opinion (id, case_id, step_id, from_agency, to_agency, question_code, asked_by, asked_at, version)
                select gen_random_uuid(), '{id}', s.id, '{world.AnAgency()}', '{world.AnAgency()}', 'question of {id:N}', 'x', now(), 1
                from step s where s.case_id = '{id}' order by s.position limit 1;
            insert into hand_over (id, case_id, dossier_id, from_agency, to_agency, given_by, given_at, receiving_agency, handling_agencies, version)
                values (gen_random_uuid(), '{id}', '{dossier}', '{world.AnAgency()}', '{world.AnAgency()}', 'x', now(), '{world.AnAgency()}',
                    {Texts(world.SomeAgencies())}, 1);
            """
        );
        return o;
    }

    private static string Texts(IEnumerable<string> values) =>
        $"array[{string.Join(',', values.Select(Text))}]::text[]";

    private static string Text(string? value) => value is null ? "null" : $"'{value}'";
}
