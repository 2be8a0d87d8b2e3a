using System.Net;
using System.Net.Http.Headers;
using System.Text;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Reception;

public sealed class SubmitDossierTests(DossiersApp app) : IClassFixture<DossiersApp>, IAsyncLifetime
{
    private readonly Given _given = new(app);

    public async ValueTask InitializeAsync() => await app.WithCatalogue();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_clerk_hands_in_for_the_citizen_and_gets_the_codes()
    {
        var answer = await _given.Clerk.PostJson("/v1/dossiers", Given.Request());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var body = await answer.Body();
        var id = body.GetProperty("id").GetGuid();
        Assert.Equal(1, body.GetProperty("status").GetInt32());
        Assert.Equal("Mới đăng ký", body.GetProperty("statusName").GetString());
        Assert.Equal("\"1\"", answer.Headers.ETag!.Tag);

        var said = await app.SaidOnce<DossierSubmitted>(id);
        Assert.Equal(
            (1, Channel.Counter, Regime.R2, Given.Ward),
            (said.Sequence, said.Channel, said.Regime, said.DecidedBy)
        );
        Assert.Null(said.SealedParty);
        Assert.Equal(1, await app.Count("history", id));
        Assert.Equal(
            1,
            await app.Count(
                "notice",
                id,
                "kind = 'dossierSubmitted' and channel = 'Sms' and state = 'Queued'"
            )
        );
        Assert.Equal(1, await app.Count("sync", id, "status = 1"));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_dossier_and_another_body_is_refused()
    {
        var key = Guid.NewGuid().ToString("N");
        var first = await (
            await _given.Clerk.PostJson("/v1/dossiers", Given.Request(), key)
        ).Body();
        var second = await (
            await _given.Clerk.PostJson("/v1/dossiers", Given.Request(), key)
        ).Body();
        Assert.Equal(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
        Assert.Single(await app.Said(first.GetProperty("id").GetGuid()));
        var other = await _given.Clerk.PostJson(
            "/v1/dossiers",
            Given.Request(SmallCatalogue.Resumes),
            key
        );
        await other.ShouldBeRefused("idempotency-key-reused", 422);
    }

    [Fact]
    public async Task A_dossier_for_an_unknown_procedure_is_refused() =>
        await (
            await _given.Clerk.PostJson("/v1/dossiers", Given.Request("9.999999"))
        ).ShouldBeRefused("unknown-procedure", 422, "procedureCode");

    [Fact]
    public async Task A_dossier_for_a_closed_procedure_is_refused() =>
        await (
            await _given.Clerk.PostJson("/v1/dossiers", Given.Request(SmallCatalogue.Ended))
        ).ShouldBeRefused("procedure-closed", 422, "procedureCode");

    [Fact]
    public async Task A_dossier_for_an_agency_that_was_merged_is_refused() =>
        await (
            await _given.Clerk.PostJson("/v1/dossiers", Given.Request(competent: "hang-bac"))
        ).ShouldBeRefused("unknown-agency", 422, "competentAgency");

    [Fact]
    public async Task A_dossier_without_a_required_paper_is_refused() =>
        await (
            await _given.Clerk.PostJson("/v1/dossiers", Given.Request(papers: []))
        ).ShouldBeRefused("paper-missing", 422, "papers");

    [Fact]
    public async Task A_paper_that_the_procedure_does_not_have_is_refused() =>
        await (
            await _given.Clerk.PostJson(
                "/v1/dossiers",
                Given.Request(papers: [new { code = "la" }])
            )
        ).ShouldBeRefused("unknown-paper", 422, "papers[0].code");

    [Fact]
    public async Task Since_2025_an_online_dossier_is_filed_on_the_national_portal()
    {
        var problem = await (
            await app.Citizen().PostJson("/v1/dossiers", Given.Request(channel: "online"))
        ).ShouldBeRefused("filed-on-national-portal", 422, "channel");
        Assert.Contains(
            SmallCatalogue.Restarts,
            problem.GetProperty("url").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "Thủ tục " + SmallCatalogue.Restarts,
            problem.GetProperty("procedureName").GetString()
        );
    }

    [Fact]
    public async Task A_clerk_of_another_ward_cannot_receive_here()
    {
        var other = app.Officer("clerk-of-cua-nam", "cua-nam");
        await (await other.PostJson("/v1/dossiers", Given.Request())).ShouldBeRefused(
            "forbidden",
            403
        );
    }

    [Fact]
    public async Task A_point_of_another_ward_may_receive_and_the_three_places_stay_apart()
    {
        var clerk = app.Officer("clerk-of-the-point", "diem-cua-nam");
        var id = (
            await (
                await clerk.PostJson("/v1/dossiers", Given.Request(receivedAt: "diem-cua-nam"))
            ).Body()
        )
            .GetProperty("id")
            .GetGuid();
        var said = await app.SaidOnce<DossierSubmitted>(id);
        Assert.Equal(
            ("diem-cua-nam", "ttpvhcc", Given.Ward),
            (said.ReceivedAt, said.ReceivingAgency, said.DecidedBy)
        );
        Assert.Equal(HttpStatusCode.OK, (await clerk.GetAsync($"/v1/dossiers/{id}")).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK,
            (await _given.Clerk.GetAsync($"/v1/dossiers/{id}")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await app.Officer("clerk-of-cua-nam", "cua-nam").GetAsync($"/v1/dossiers/{id}")
            ).StatusCode
        );
    }

    [Fact]
    public async Task Nothing_personal_is_readable_in_the_database_but_names()
    {
        await _given.Submitted();
        Assert.Equal(
            1,
            await app.Count(
                "party",
                _given.Id,
                "name = 'Nguyễn Thị Hòa' and name_folded = 'nguyen thi hoa'"
            )
        );
        Assert.Equal(
            0,
            await app.Count(
                "party",
                _given.Id,
                "sealed_number like '%001999%' or sealed_phone like '%912345678%' or sealed_address like '%Hàng%'"
            )
        );
        var party = (await _given.Get()).GetProperty("parties")[0];
        Assert.Equal("001999000001", party.GetProperty("number").GetString());
        Assert.Equal("+84912345678", party.GetProperty("phone").GetString());
    }

    [Fact]
    public async Task Nothing_personal_is_readable_in_what_is_said()
    {
        await _given.Accepted(delivery: "post");
        var said = await app.ReadEventLog(_given.Id.ToString());
        Assert.NotEmpty(said);
        Assert.Equal(
            0,
            await app.Scalar<long>(
                """
                select count(*) from event_log
                where body::text ~* 'Nguyễn Thị Hòa|nguyen thi hoa|001999000001|912 ?345 ?678|12 Hàng Bạc'
                """
            )
        );
    }

    [Theory]
    [InlineData("001099000001x")]
    [InlineData("999999999999")]
    [InlineData("12")]
    public async Task An_impossible_identity_number_is_refused(string number)
    {
        var request = new
        {
            channel = "counter",
            procedureCode = SmallCatalogue.Restarts,
            competentAgency = Given.Ward,
            delivery = "counter",
            parties = new[] { Given.Applicant(number) },
            papers = Array.Empty<object>(),
        };
        await (await _given.Clerk.PostJson("/v1/dossiers", request)).ShouldBeRefused(
            "invalid-members",
            400,
            "parties[0].number"
        );
    }

    [Fact]
    public async Task An_impossible_phone_is_refused()
    {
        var request = new
        {
            channel = "counter",
            procedureCode = SmallCatalogue.Restarts,
            competentAgency = Given.Ward,
            delivery = "counter",
            parties = new[] { Given.Applicant(phone: "12345") },
            papers = Array.Empty<object>(),
        };
        await (await _given.Clerk.PostJson("/v1/dossiers", request)).ShouldBeRefused(
            "invalid-members",
            400,
            "parties[0].phone"
        );
    }

    [Theory]
    [InlineData("{}", "invalid-members")]
    [InlineData("{", "malformed-json")]
    public async Task An_empty_or_broken_body_is_refused(string body, string type)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, "/v1/dossiers")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        message.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        await (await _given.Clerk.SendAsync(message)).ShouldBeRefused(type, 400);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_received() =>
        await (await app.Anyone().PostJson("/v1/dossiers", Given.Request())).ShouldBeRefused(
            "unauthenticated",
            401
        );

    [Fact]
    public async Task A_file_is_kept_once_and_given_back()
    {
        await _given.Submitted();
        var content = Encoding.ASCII.GetBytes("%PDF-1.7 a small paper");
        var first = await Attach(content, "application/pdf");
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await Attach(content, "application/pdf")).StatusCode);
        var sha256 = (await first.Body()).GetProperty("sha256").GetString();
        Assert.Equal(
            1,
            await app.Scalar<long>($"select count(*) from blob where sha256 = '{sha256}'")
        );
        var back = await _given.Clerk.GetAsync(first.Headers.Location);
        Assert.Equal(content, await back.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/pdf", back.Content.Headers.ContentType!.MediaType);
        await (await Attach("MZ"u8.ToArray(), "application/pdf")).ShouldBeRefused(
            "unsupported-content-type",
            415
        );
        await (await Attach(content, "text/html")).ShouldBeRefused("unsupported-content-type", 415);
    }

    private Task<HttpResponseMessage> Attach(byte[] content, string type)
    {
        var message = new HttpRequestMessage(
            HttpMethod.Post,
            $"/v1/dossiers/{_given.Id}/documents?paper=to-khai"
        )
        {
            Content = new ByteArrayContent(content),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        message.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return _given.Clerk.SendAsync(message);
    }
}
