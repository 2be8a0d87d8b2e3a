using System.Net;
using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Testing;
using HoanKiem.WorkingTime;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Dossiers.Tests.PersonalData;

/// <summary>What a person may ask about their data, and that the agency answers in time.</summary>
public sealed class DataRequestTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    private HttpClient Person { get; } = app.Citizen("person-1");

    [Fact]
    public async Task A_person_asks_for_access_and_is_told_what_is_kept_and_who_looked()
    {
        await _given.Submitted(by: Person, channel: "post");
        var asked = await (
            await Ask(new { kind = "access", wish = "Cho tôi biết ai đã xem." })
        ).Body();
        // Monday 23/11/2026 and the holiday of the 24th: two working days end on Thursday.
        Assert.Equal(
            new DateTimeOffset(2026, 11, 26, 10, 0, 0, TimeSpan.Zero),
            asked.GetProperty("answerBy").GetDateTimeOffset()
        );
        var request = asked.GetProperty("requestId").GetGuid();
        await (await Person.Get($"/v1/data-requests/{request}/data")).ShouldBeRefused(
            "access-not-granted",
            422
        );
        await (await _given.Clerk.Get($"/v1/dossiers/{_given.Id}")).Body();

        var line = await (await Answer(request, new { granted = true })).Body();
        Assert.True(line.GetProperty("granted").GetBoolean());
        Assert.False(line.GetProperty("late").GetBoolean());
        await Seal();

        var data = await (await Person.Get($"/v1/data-requests/{request}/data")).Body();
        var party = data.GetProperty("parties")[0];
        Assert.Equal("Nguyễn Thị Hòa", party.GetProperty("name").GetString());
        Assert.Equal("001999000001", party.GetProperty("number").GetString());
        Assert.Equal("12 Hàng Bạc, Hà Nội", party.GetProperty("address").GetString());
        Assert.Equal("Xin cấp giấy xác nhận", data.GetProperty("subject").GetString());
        Assert.Contains(
            data.GetProperty("looked").EnumerateArray(),
            look =>
                look.GetProperty("operation").GetString() == "GetDossier"
                && look.GetProperty("agency").GetString() == Given.Ward
                && look.GetProperty("purpose").GetString() == "procedure"
        );
        Assert.Equal("hoan-kiem", (await app.SaidOnce<DataRequested>(_given.Id)).Agency);
        Assert.True((await app.SaidOnce<DataRequestAnswered>(_given.Id)).Granted);
        Assert.Equal(
            "Cho tôi biết ai đã xem.",
            (await (await Person.Get($"/v1/data-requests/{request}")).Body())
                .GetProperty("wish")
                .GetString()
        );
        Assert.Equal(
            0,
            await app.Scalar<long>(
                "select count(*) from data_request t where t::text like '%đã xem%'"
            )
        );
    }

    [Fact]
    public async Task What_is_wrong_is_put_right_everywhere_and_the_history_says_only_what_it_was()
    {
        await _given.Submitted(by: Person, channel: "post");
        var wish = new
        {
            partyId = await PartyId(),
            name = "Nguyễn Thị Hoà Bình",
            number = "001999000002",
            phone = "0987 654 321",
            address = "14 Hàng Bạc, Hà Nội",
        };
        var request = await Asked(new { kind = "correction", correction = wish });
        await (await Answer(request, new { granted = true })).Body();

        var party = (await _given.Get()).GetProperty("parties")[0];
        Assert.Equal(wish.name, party.GetProperty("name").GetString());
        Assert.Equal(wish.number, party.GetProperty("number").GetString());
        Assert.Equal("+84987654321", party.GetProperty("phone").GetString());
        Assert.Equal(wish.address, party.GetProperty("address").GetString());
        Assert.Contains(_given.Id, await Found(new { identityNumber = wish.number }));
        Assert.Contains(_given.Id, await Found(new { name = "hoa binh" }));
        Assert.DoesNotContain(_given.Id, await Found(new { identityNumber = "001999000001" }));

        var corrected = await app.SaidOnce<PersonalDataCorrected>(_given.Id);
        var recipient = JsonDocument
            .Parse(
                app.Services.GetRequiredService<Sealing>()
                    .Open(_given.Id, corrected.SealedRecipient!)
            )
            .RootElement;
        Assert.Equal(wish.name, recipient.GetProperty("name").GetString());
        Assert.Equal(wish.address, recipient.GetProperty("address").GetString());
        var history = (await _given.Get("/history")).ToString();
        Assert.Contains("personalDataCorrected", history);
        Assert.Contains("name, number, phone, address", history);
        Assert.DoesNotContain("Hàng Bạc", history);
        Assert.True(
            await app.Scalar<bool>(
                $"select wrote and subject = 'leader-1' from audit_unsealed where operation = 'AnswerDataRequest' and objects @> array['{_given.Id}'::uuid] order by place desc limit 1"
            )
        );
    }

    [Fact]
    public async Task What_is_granted_to_be_erased_is_gone_with_what_was_said()
    {
        await _given.Submitted(by: Person, channel: "post");
        var request = await Asked(new { kind = "erasure", wish = "Xóa giúp tôi." });
        await (await Answer(request, new { granted = true })).ShouldBeRefused(
            "not-in-this-status",
            422
        );

        await app.Execute($"update dossier set phase = 'Withdrawn' where id = '{_given.Id}'");
        await (await Answer(request, new { granted = true, explanation = "Đã xóa." })).Body();
        await app.SaidOnce<PersonalDataErased>(_given.Id);
        var after = await (await Person.Get($"/v1/data-requests/{request}")).Body();
        Assert.Equal(JsonValueKind.Null, after.GetProperty("wish").ValueKind);
        Assert.Equal(JsonValueKind.Null, after.GetProperty("explanation").ValueKind);
        Assert.Equal(
            0,
            await app.Count(
                "data_request",
                _given.Id,
                "sealed_wish is not null or sealed_explanation is not null"
            )
        );
        await Eventually.True(
            "what was said is forgotten, too",
            async () =>
                await app.Scalar<long>(
                    $"select count(*) from event_log where body::text ~ 'v[12][.][A-Za-z0-9_~-]+[.]' and body::text like '%{_given.Id}%'"
                ) == 0,
            TimeSpan.FromSeconds(60)
        );
        await (await Ask(new { kind = "access" })).ShouldBeRefused("data-erased", 422);
    }

    [Fact]
    public async Task A_refusal_has_a_reason_and_is_said_once_by_the_agencys_leader()
    {
        await _given.Submitted(by: Person, channel: "post");
        var request = await Asked(new { kind = "erasure" });
        await (await Ask(new { kind = "erasure" })).ShouldBeRefused("data-request-open", 422);

        await (await Answer(request, new { granted = false })).ShouldBeRefused(
            "invalid-members",
            400
        );
        await (await Answer(request, new { })).ShouldBeRefused("invalid-members", 400);
        await (await Answer(request, new { granted = true }, _given.Clerk)).ShouldBeRefused(
            "forbidden",
            403
        );
        await (await Answer(request, new { granted = true }, Person)).ShouldBeRefused(
            "forbidden",
            403
        );
        await (
            await Answer(
                request,
                new { granted = true },
                app.Officer("leader-9", "hang-bac", OfficerRole.Leader)
            )
        ).ShouldBeRefused("not-found", 404);

        var refusal = new
        {
            granted = false,
            reasonCode = "kept-by-law",
            explanation = "Hồ sơ đang giải quyết.",
        };
        await (await Answer(request, refusal)).Body();
        Assert.Equal(
            ("kept-by-law", false),
            (
                (await app.SaidOnce<DataRequestAnswered>(_given.Id)).ReasonCode,
                (await app.SaidOnce<DataRequestAnswered>(_given.Id)).Granted
            )
        );
        Assert.Equal(
            "Hồ sơ đang giải quyết.",
            (await (await Person.Get($"/v1/data-requests/{request}")).Body())
                .GetProperty("explanation")
                .GetString()
        );
        await (await Answer(request, refusal)).ShouldBeRefused("data-request-answered", 422);
    }

    [Theory]
    [InlineData("""{"kind":"correction"}""", "correction")]
    [InlineData("""{"kind":"correction","correction":{"partyId":"PARTY"}}""", "correction")]
    [InlineData("""{"kind":"access","correction":{"partyId":"PARTY","name":"A"}}""", "correction")]
    [InlineData(
        """{"kind":"correction","correction":{"partyId":"0198b3c0-0000-7000-8000-000000000000","name":"A"}}""",
        "correction.partyId"
    )]
    [InlineData(
        """{"kind":"correction","correction":{"partyId":"PARTY","number":"123"}}""",
        "correction.number"
    )]
    [InlineData(
        """{"kind":"correction","correction":{"partyId":"PARTY","phone":"12"}}""",
        "correction.phone"
    )]
    public async Task What_cannot_be_is_not_asked_for(string body, string member)
    {
        await _given.Submitted(by: Person, channel: "post");
        var request = JsonDocument
            .Parse(body.Replace("PARTY", $"{await PartyId()}", StringComparison.Ordinal))
            .RootElement;
        var refused = await (await Ask(request)).ShouldBeRefused("invalid-members", 400);
        Assert.Equal(member, refused.GetProperty("errors")[0].GetProperty("member").GetString());
        Assert.Equal(0, await app.Count("data_request", _given.Id));
    }

    [Fact]
    public async Task Whoever_holds_a_mandate_or_sits_at_the_counter_asks_for_them_and_nobody_else()
    {
        await _given.Submitted(by: Person, channel: "post");
        var mandate = Guid.NewGuid();
        var (holder, today) = (app.Citizen("holder-1"), LegalZone.DateOf(app.Start));
        await (await Ask(new { kind = "access" }, holder)).ShouldBeRefused("not-found", 404);
        await app.Hear<KeepReach>(reach =>
            reach.Handle(
                new MandateGranted(
                    mandate,
                    1,
                    app.Clock.GetUtcNow(),
                    "person-1",
                    "holder-1",
                    today,
                    null
                ),
                default
            )
        );
        var request = (await (await Ask(new { kind = "access" }, holder)).Body())
            .GetProperty("requestId")
            .GetGuid();
        await (await Ask(new { kind = "erasure" }, _given.Clerk)).Body();
        await (await Answer(request, new { granted = true })).Body();
        await (await holder.Get($"/v1/data-requests/{request}/data")).Body();
        Assert.Equal(2, (await List(Person)).Length);

        await app.Hear<KeepReach>(reach =>
            reach.Handle(new MandateRevoked(mandate, 2, app.Clock.GetUtcNow()), default)
        );
        await (await holder.Get($"/v1/data-requests/{request}/data")).ShouldBeRefused(
            "not-found",
            404
        );
        Assert.Empty(await List(holder));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (
                await Ask(new { kind = "correction" }, app.Citizen("person-1", assurance: 1))
            ).StatusCode
        );
    }

    private Task<HttpResponseMessage> Ask(object request, HttpClient? who = null) =>
        (who ?? Person).PostJson($"/v1/dossiers/{_given.Id}/data-requests", request);

    private async Task<Guid> Asked(object request) =>
        (await (await Ask(request)).Body()).GetProperty("requestId").GetGuid();

    private Task<HttpResponseMessage> Answer(Guid id, object answer, HttpClient? who = null) =>
        (who ?? _given.Leader).PostJson($"/v1/data-requests/{id}/answer", answer);

    private async Task<Guid> PartyId() =>
        (await _given.Get()).GetProperty("parties")[0].GetProperty("partyId").GetGuid();

    private async Task<IEnumerable<Guid>> Found(object search) =>
        (await (await _given.Clerk.PostJson("/v1/dossiers/searches", search)).Body())
            .GetProperty("items")
            .EnumerateArray()
            .Select(line => line.GetProperty("id").GetGuid());

    private async Task<JsonElement[]> List(HttpClient who) =>
        [.. await Lines(who, open: true), .. await Lines(who, open: false)];

    private async Task<IEnumerable<JsonElement>> Lines(HttpClient who, bool open) =>
        (
            await (
                await who.Get(
                    $"/v1/data-requests?dossier={_given.Id}&open={(open ? "true" : "false")}"
                )
            ).Body()
        )
            .GetProperty("items")
            .EnumerateArray();

    private async Task Seal() =>
        await app
            .Services.GetRequiredService<Sealer>()
            .SealAsync(TestContext.Current.CancellationToken);
}
