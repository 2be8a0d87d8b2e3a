using System.Net.Http.Headers;
using System.Text;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Testing;
using HoanKiem.Testing.Probes;

namespace HoanKiem.Dossiers.Tests;

/// <summary>Everybody tries everything on everybody's dossiers.</summary>
public sealed class ProbeTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private const int Many = 20;

    private static readonly Rows Rows = new(
        new Dictionary<string, string>
        {
            ["dossier"] = "id",
            ["data_request"] = "dossier_id",
            ["document"] = "dossier_id",
            ["blob"] = "(select d.dossier_id from document d where d.sha256 = t.sha256)",
            ["fee"] = "dossier_id",
            ["history"] = "dossier_id",
            ["notice"] = "dossier_id",
            ["open_item"] = "dossier_id",
            ["paper"] = "dossier_id",
            ["party"] = "dossier_id",
            ["portal_message"] = "dossier_id",
            ["step"] = "dossier_id",
            ["supplement"] = "dossier_id",
            ["sync"] = "dossier_id",
        }
    );

    private static readonly Operation[] Operations =
    [
        Operation.List(
            "ListDossiers",
            "dossier",
            [
                .. Operation.ByAgency("/v1/dossiers?limit=200"),
                "/v1/dossiers?limit=200&late=true",
                "/v1/dossiers?limit=200&status=4",
            ],
            _ => true
        ),
        Operation
            .Search(
                "SearchDossiers",
                "dossier",
                "/v1/dossiers/searches",
                new { name = "nguyen thi hoa" }
            )
            .For(CallerKind.Officer),
        Get("GetDossier", ""),
        Get("GetHistory", "/history"),
        Get("GetReceipt", "/receipt"),
        Get("PrintReceipt", "/receipt.pdf").ThatPrints(),
        Get("ListSupplementRequests", "/supplement-requests"),
        Operation.Get(
            "GetDocument",
            "dossier",
            o => $"/v1/dossiers/{o.Id}/documents/{o.Part("document")}"
        ),
        Operation.Mixed(
            "GetDocument",
            "dossier",
            HttpMethod.Get,
            (o, other) => $"/v1/dossiers/{o.Id}/documents/{other.Part("document")}"
        ),
        Operation.Mixed(
            "PayFee",
            "dossier",
            HttpMethod.Post,
            (o, other) => $"/v1/dossiers/{o.Id}/fees/{other.Part("fee")}/payments",
            new { amount = 8000, means = "cash" }
        ),
        Post("EraseDossier", "/erasure", null),
        Post("AskAboutData", "/data-requests", new { kind = "access" }),
        Get("ListUses", "/uses").For(CallerKind.Citizen),
        Operation.List(
            "ListDataRequests",
            "dossier",
            [
                .. Operation.ByAgency("/v1/data-requests?limit=200"),
                "/v1/data-requests?limit=200&open=false",
                "/v1/data-requests?limit=200&late=false",
            ],
            _ => true
        ),
        Operation.Get(
            "GetDataRequest",
            "dossier",
            o => $"/v1/data-requests/{o.Part("data_request")}"
        ),
        Operation
            .Get(
                "GetPersonalData",
                "dossier",
                o => $"/v1/data-requests/{o.Part("data_request")}/data"
            )
            .For(CallerKind.Citizen),
        Operation.Post(
            "AnswerDataRequest",
            "dossier",
            o => $"/v1/data-requests/{o.Part("data_request")}/answer",
            new { granted = true }
        ),
        Post("AcceptDossier", "/acceptance", new { receiptWanted = false }),
        Post(
            "Apologise",
            "/apology",
            new
            {
                dueAt = "2026-12-01T10:00:00Z",
                causedBy = "p-office",
                reasonCode = "busy",
            }
        ),
        Post("AttachDocument", "/documents", "%PDF-1.4 probe"u8.ToArray()),
        Operation.Post(
            "PayFee",
            "dossier",
            o => $"/v1/dossiers/{o.Id}/fees/{o.Part("fee")}/payments",
            new { amount = 8000, means = "cash" }
        ),
        Post("RefuseDossier", "/refusal", new { reasonCode = "not-competent" }),
        Post("ReturnResult", "/returns", new { how = "counter" }),
        Post("StopDossier", "/stop", new { reasonCode = "by-law", basis = "Nghị định 61" }),
        Post(
            "AskForSupplement",
            "/supplement-requests",
            new { paperCodes = new[] { "to-khai" }, reasonCode = "unclear" }
        ),
        Post("ReceiveSupplement", "/supplements", new { papers = Array.Empty<object>() }),
        Post("WithdrawDossier", "/withdrawal", null),
        // How far a dossier is may be asked by its number; of what is in it nothing comes back.
        Operation
            .Open(
                "LookUpDossier",
                "dossier",
                o => new Call(HttpMethod.Post, "/v1/look-ups", new { number = o.Number })
            )
            .ShowsNothing(),
        Operation.List("ListOpenItems", "dossier", ["/v1/open-items?limit=200"], _ => true),
        Operation.Post(
            "CloseOpenItem",
            "dossier",
            o => $"/v1/open-items/{o.Part("open_item")}/closure",
            new { resolution = "done" }
        ),
    ];

    [Fact]
    public Task Nothing_leaks_to_anybody_by_any_operation()
    {
        // Whoever asks for so many numbers is slowed, and time stands still here.
        app.Settings["Guesses:Free"] = app.Settings["Guesses:FreeForClients"] = "1000000";
        return new ProbedService<Program>(app, ResourceNames.Dossiers, Rows, Operations).ProveAsync(
            Make,
            atLeast: 22_000
        );
    }

    private static Operation Get(string id, string path) =>
        Operation.Get(id, "dossier", o => $"/v1/dossiers/{o.Id}{path}");

    private static Operation Post(string id, string path, object? body) =>
        Operation.Post(id, "dossier", o => $"/v1/dossiers/{o.Id}{path}", body);

    // Real lives, by the public operations and events; then their places are drawn by lot.
    private async Task<List<Probed>> Make(World world)
    {
        var objects = new List<Probed>();
        for (var i = 0; i < Many; i++)
        {
            var given = await new Given(app).Accepted(
                SmallCatalogue.Restarts,
                request: new { receiptWanted = true }
            );
            await Attach(given, i);
            await app.Deliver(given.CaseOpened());
            await app.Deliver(given.StepAssigned("p-office"));
            await app.Deliver(given.FeeNeeded(8000 + i));
            await app.Deliver(given.SupplementNeeded());
            objects.Add(await Place(given, world));
        }

        return objects;
    }

    private async Task Attach(Given given, int i)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/v1/dossiers/{given.Id}/documents?paper=to-khai"
        )
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"%PDF-1.4 {Secret(given.Id)}")),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{Guid.NewGuid():N}\"");
        (await given.Clerk.SendAsync(request)).EnsureSuccessStatusCode();
    }

    private async Task<Probed> Place(Given given, World world)
    {
        var o = new Probed("dossier", given.Id)
        {
            Dossier = given.Id,
            Number = given.Number,
            Owner = world.ACitizen(),
            Counter = [world.AnAgency(), world.AnAgency(), world.AnAgency()],
            Desk = world.SomeAgencies(),
            Contract = world.ASystem(),
        };
        o.Words.Add(Secret(given.Id));
        await app.Execute(
            $"""
            update dossier set owner_subject = {Text(o.Owner)}, received_at = '{o.Counter[
                0
            ]}', receiving_agency = '{o.Counter[1]}',
                decided_by = '{o.Counter[2]}', handling_agencies = array[{string.Join(
                ',',
                o.Desk.Select(Text)
            )}]::text[],
                client = {Text(o.Contract)} where id = '{o.Id}';
            insert into open_item (id, dossier_id, agency, kind, vi, en, opened_at)
                values (gen_random_uuid(), '{o.Id}', '{world.AnAgency()}', 'probe', '{Secret(
                o.Id
            )}', 'x', now());
            insert into data_request (id, dossier_id, kind, agency, asked_by, asked_at, answer_by, late_from, due_is_provisional,
                answered_at, answered_by, granted, reason_code)
                values (gen_random_uuid(), '{o.Id}', 'Access', '{world.AnAgency()}', 'p-{o.Id:N}', now(), now(), now() + interval '1 day', false,
                now(), 'p-{o.Id:N}', true, '{Secret(
                o.Id
            )}');
            update party set owner_subject = null, receiving_agency = '{world.AnAgency()}' where dossier_id = '{o.Id}';
            """
        );
        return o;
    }

    private static string Secret(Guid id) => $"secret of {id:N}";

    private static string Text(string? value) => value is null ? "null" : $"'{value}'";
}
