using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HoanKiem.ServiceDefaults;
using HoanKiem.Testing;

namespace HoanKiem.Routing.Tests;

/// <summary>Steps that other systems keep: sent, acknowledged, reported twice and out of order, silent, asked, entered by hand.</summary>
public sealed class ExternalSystemTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    [Fact]
    public async Task The_linked_birth_goes_to_police_and_social_insurance_at_once_and_is_joined()
    {
        Taken();
        var held = await AtTheOthers();
        var requests = await Sent(held);
        Assert.Equal(
            ["residence", "insurance"],
            requests.Select(r => r.Text("kind")).OrderDescending()
        );
        Assert.All(
            requests,
            r => Assert.False(r.ToString().Contains("dossierId", StringComparison.Ordinal))
        );

        await Report(held, "residence", "in-progress");
        await Report(held, "residence", "accepted"); // out of order
        await Report(held, "residence", "completed", "CA-7", id: "m-1");
        await Report(held, "residence", "completed", "CA-7", id: "m-1"); // twice
        Assert.Equal("pending", (await app.Case(held.Id())).Step("sign").Text("state"));
        await Report(held, "insurance", "completed", "BHXH-9");
        Assert.Equal("assigned", (await app.Case(held.Id())).Step("sign").Text("state"));
        await (
            await app.Decide(
                held,
                new
                {
                    outcome = "granted",
                    decisionNumber = "KS-1",
                    capacity = "head",
                }
            )
        ).Body();

        var decided = await app.Event(held.Id(), "CaseDecided");
        Assert.Equal(
            ["CA-7", "BHXH-9", "KS-1"],
            decided.GetProperty("results").EnumerateArray().Select(r => r.GetString())
        );
        Assert.Equal(4, (await app.Events(held.Id())).Count(e => e.Type == "StepCompleted"));
    }

    [Fact]
    public async Task A_request_is_sent_again_until_it_is_taken()
    {
        var refusals = 2;
        app.Edge.Answer = (method, path, _) =>
            Interlocked.Decrement(ref refusals) >= 0
                ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
                : TakenAnswer(path);
        var held = await AtTheOthers();
        await Eventually.True(
            "both are taken",
            async () =>
            {
                app.Clock.Advance(TimeSpan.FromSeconds(5));
                var now = await app.Case(held.Id());
                return now.Step("residence").Text("externalState") == "sent"
                    && now.Step("insurance").Text("externalState") == "sent";
            }
        );
        Assert.NotNull((await app.Case(held.Id())).Step("residence").Text("externalId"));
    }

    [Fact]
    public async Task A_request_that_is_refused_becomes_somebodys_work_and_may_be_entered_by_hand()
    {
        app.Edge.Answer = (_, path, _) =>
            path.StartsWith("/police", StringComparison.Ordinal)
                ? new HttpResponseMessage(HttpStatusCode.BadRequest)
                : TakenAnswer(path);
        var held = await AtTheOthers();
        var item = await Item(held);
        Assert.Equal(("external-silent", "status-400"), (item.Text("kind"), item.Text("detail")));
        await (
            await app.OnTask(
                app.Specialist(),
                held,
                "residence",
                "completion",
                new { proposal = "granted", resultNumber = "CA-tay" }
            )
        ).Body();
        Assert.Equal("CA-tay", (await app.Case(held.Id())).Step("residence").Text("resultNumber"));
        await (
            await app.Leader()
                .SendJson(
                    HttpMethod.Post,
                    $"/v1/open-items/{item.Id()}/closure",
                    new { resolution = "called" },
                    1
                )
        ).Body();
    }

    [Fact]
    public async Task A_system_that_says_nothing_is_asked()
    {
        app.Edge.Answer = (method, path, _) =>
            method == HttpMethod.Get
                ? Json(
                    new
                    {
                        externalId = path.Split('/')[^1],
                        state = "completed",
                        occurredAt = app.Clock.GetUtcNow(),
                        resultNumber = "R-" + path.Split('/')[^1],
                        reasonCode = (string?)null,
                    }
                )
                : TakenAnswer(path);
        var held = await AtTheOthers();
        await Sent(held);
        app.Clock.Advance(TimeSpan.FromMinutes(3));
        await Eventually.True(
            "the answers were applied",
            async () => (await app.Case(held.Id())).Step("sign").Text("state") == "assigned"
        );
        Assert.StartsWith("R-", (await app.Case(held.Id())).Step("residence").Text("resultNumber"));
    }

    [Fact]
    public async Task What_a_system_says_after_a_withdrawal_is_kept_and_changes_nothing()
    {
        Taken();
        var held = await AtTheOthers();
        await Sent(held);
        await app.Deliver(
            new Contracts.Dossiers.V1.DossierWithdrawn(
                held.GetProperty("dossierId").GetGuid(),
                2,
                app.Clock.GetUtcNow(),
                null
            )
        );
        await Report(held, "residence", "completed", "CA-8");
        var after = await app.Case(held.Id());
        Assert.Equal(
            ("withdrawn", "cancelled"),
            (after.Text("phase"), after.Step("residence").Text("state"))
        );
        Assert.Equal("external:completed", after.GetProperty("traces")[0].Text("fact"));
    }

    [Fact]
    public async Task A_state_that_we_do_not_know_is_shown_to_a_person()
    {
        Taken();
        var held = await AtTheOthers();
        await Sent(held);
        await Report(held, "residence", "needs-visit");
        Assert.Equal(
            ("external-question", "needs-visit"),
            ((await Item(held)).Text("kind"), (await Item(held)).Text("detail"))
        );
    }

    [Fact]
    public async Task A_bad_old_or_missing_signature_leaves_nothing_behind()
    {
        Taken();
        var held = await AtTheOthers();
        await Sent(held);
        await (
            await Call(
                held,
                "residence",
                "completed",
                secret: "whsec_" + Convert.ToBase64String(new byte[24])
            )
        ).ShouldBeRefused("signature-invalid", 401);
        await (
            await Call(held, "residence", "completed", at: app.Clock.GetUtcNow().AddMinutes(-6))
        ).ShouldBeRefused("signature-expired", 401);
        await (
            await app.Anyone().PostAsJsonAsync("/v1/external-systems/police/callbacks", new { })
        ).ShouldBeRefused("signature-invalid", 401);
        await (await Call(held, "residence", "completed", system: "tax")).ShouldBeRefused(
            "not-found",
            404
        );
        await (
            await Call(held, "residence", "completed", reference: Guid.NewGuid())
        ).ShouldBeRefused("not-found", 404);
        await (await Call(held, "residence", "")).ShouldBeRefused("bad-request", 400);
        var step = await app.Scalar<long>(
            $"select count(*) from external_event where step_id = '{held.Step("residence").Id()}'"
        );
        Assert.Equal(0, step);
    }

    private void Taken() => app.Edge.Answer = (_, path, _) => TakenAnswer(path);

    private static HttpResponseMessage TakenAnswer(string path) =>
        Json(new { externalId = path.Split('/')[1] + "-" + Guid.NewGuid().ToString("N")[..8] });

    private static HttpResponseMessage Json(object body) =>
        new(HttpStatusCode.Created)
        {
            Content = new StringContent(
                JsonSerializer.Serialize(body),
                Encoding.UTF8,
                "application/json"
            ),
        };

    private async Task<JsonElement> AtTheOthers()
    {
        var held = await app.ACase(Given.Birth);
        await app.Examine(held, "birth");
        return await app.Case(held.Id());
    }

    // What went out for this case, once both systems have taken it.
    private async Task<JsonElement[]> Sent(JsonElement held)
    {
        await Eventually.True(
            "both were taken",
            async () =>
                await app.Scalar<long>(
                    $"select count(*) from external_request where case_id = '{held.Id()}' and state = 'Sent'"
                ) == 2
        );
        return
        [
            .. app
                .Edge.Heard.Where(h => h.Method == HttpMethod.Post)
                .Select(h => JsonSerializer.Deserialize<JsonElement>(h.Body))
                .Where(b => b.GetProperty("caseId").GetGuid() == held.Id()),
        ];
    }

    private async Task<JsonElement> Item(JsonElement held) =>
        await Eventually.Be(
            "an open item",
            async () =>
                (await app.OpenItems()).FirstOrDefault(i =>
                    i.GetProperty("caseId").GetGuid() == held.Id()
                ),
            i => i.ValueKind == JsonValueKind.Object
        );

    private async Task Report(
        JsonElement held,
        string key,
        string state,
        string? number = null,
        string? id = null
    )
    {
        var answer = await Call(held, key, state, number, id);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> Call(
        JsonElement held,
        string key,
        string state,
        string? number = null,
        string? id = null,
        string secret = RoutingApp.Secret,
        DateTimeOffset? at = null,
        string? system = null,
        Guid? reference = null
    )
    {
        reference ??= await app.Scalar<Guid>(
            $"select id from external_request where step_id = '{held.Step(key).Id()}'"
        );
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                reference,
                externalId = "X-1",
                state,
                occurredAt = app.Clock.GetUtcNow(),
                resultNumber = number,
            }
        );
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/v1/external-systems/{system ?? held.Step(key).Text("systemOfRecord")}/callbacks"
        )
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        WebhookSignature.Sign(
            request,
            secret,
            id ?? Guid.NewGuid().ToString("N"),
            at ?? app.Clock.GetUtcNow(),
            body
        );
        return await app.Anyone().SendAsync(request);
    }
}
