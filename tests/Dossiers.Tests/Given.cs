using System.Net.Http.Json;
using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests;

/// <summary>A dossier in a state, reached through the public API and events only.</summary>
internal sealed class Given(DossiersApp app)
{
    public const string Ward = "hoan-kiem";

    public HttpClient Clerk { get; } = app.Officer("clerk-1", Ward);

    public HttpClient Leader { get; } = app.Officer("leader-1", Ward, OfficerRole.Leader);

    public Guid Id { get; private set; }

    public Guid CaseId { get; } = Guid.NewGuid();

    public Guid StepId { get; } = Guid.NewGuid();

    public string LookUpCode { get; private set; } = "";

    public string Number { get; private set; } = "";

    public int Version { get; private set; }

    private long _caseSequence;

    public static object Request(
        string procedure = SmallCatalogue.Restarts,
        string channel = "counter",
        string delivery = "counter",
        string competent = Ward,
        string? receivedAt = null,
        object[]? papers = null
    ) =>
        new
        {
            channel,
            procedureCode = procedure,
            competentAgency = competent,
            delivery,
            receivedAt,
            subject = "Xin cấp giấy xác nhận",
            parties = new object[] { Applicant() },
            papers = papers
                ??
                [
                    new
                    {
                        code = "to-khai",
                        originals = 1,
                        copies = 0,
                    },
                ],
        };

    public static object Applicant(
        string number = "001999000001",
        string? phone = "0912 345 678",
        string? email = null
    ) =>
        new
        {
            role = "applicant",
            identityKind = "personalNumber",
            name = "Nguyễn Thị Hòa",
            number,
            phone,
            email,
            address = "12 Hàng Bạc, Hà Nội",
        };

    public async Task<Given> Submitted(
        string procedure = SmallCatalogue.Restarts,
        string channel = "counter",
        string delivery = "counter",
        HttpClient? by = null
    )
    {
        await app.WithCatalogue();
        var answer = await (by ?? Clerk).PostJson(
            "/v1/dossiers",
            Request(procedure, channel, delivery)
        );
        Id = (await answer.Body()).GetProperty("id").GetGuid();
        LookUpCode = (await answer.Body()).GetProperty("lookUpCode").GetString()!;
        return this;
    }

    public async Task<Given> Accepted(
        string procedure = SmallCatalogue.Restarts,
        string delivery = "counter",
        object? request = null
    )
    {
        await Submitted(procedure, delivery: delivery);
        var body = await (await Act("acceptance", request ?? new { receiptWanted = false })).Body();
        Number = body.GetProperty("number").GetString()!;
        return this;
    }

    public async Task<Given> Processing(
        string procedure = SmallCatalogue.Restarts,
        string delivery = "counter"
    )
    {
        await Accepted(procedure, delivery);
        await app.Deliver(CaseOpened());
        return this;
    }

    public async Task<Given> Decided(string delivery = "counter")
    {
        await Processing(delivery: delivery);
        await app.Deliver(CaseDecided());
        return this;
    }

    public CaseOpened CaseOpened() =>
        new(CaseId, ++_caseSequence, app.Clock.GetUtcNow(), Id, Ward, "v", null);

    public CaseDecided CaseDecided(Outcome outcome = Outcome.Granted, long? sequence = null) =>
        new(
            CaseId,
            sequence ?? ++_caseSequence,
            app.Clock.GetUtcNow(),
            Id,
            Ward,
            outcome,
            "12/QĐ-UBND",
            "leader-1",
            "head",
            app.Clock.GetUtcNow(),
            outcome == Outcome.Refused ? "not-eligible" : null,
            ["12/QĐ-UBND"]
        );

    public SupplementNeeded SupplementNeeded(params string[] papers) =>
        new(
            CaseId,
            ++_caseSequence,
            app.Clock.GetUtcNow(),
            Id,
            StepId,
            Ward,
            papers.Length == 0 ? ["giay-khac"] : papers,
            "unclear"
        );

    public FeeNeeded FeeNeeded(long amount) =>
        new(CaseId, ++_caseSequence, app.Clock.GetUtcNow(), Id, StepId, Ward, "le-phi", amount);

    public StepAssigned StepAssigned(string agency) =>
        new(
            CaseId,
            ++_caseSequence,
            app.Clock.GetUtcNow(),
            Id,
            StepId,
            "tham-dinh",
            "Thẩm định",
            "examine",
            agency,
            "ours",
            null,
            null
        );

    /// <summary>An act of an officer, with the version as it is now.</summary>
    public async Task<HttpResponseMessage> Act(
        string act,
        object request,
        HttpClient? by = null,
        string? key = null,
        int? version = null
    )
    {
        var who = by ?? Clerk;
        var message = new HttpRequestMessage(HttpMethod.Post, $"/v1/dossiers/{Id}/{act}")
        {
            Content = JsonContent.Create(request),
        };
        message.Headers.TryAddWithoutValidation(
            "Idempotency-Key",
            key ?? Guid.NewGuid().ToString("N")
        );
        message.Headers.TryAddWithoutValidation(
            "If-Match",
            $"\"{version ?? await CurrentVersion()}\""
        );
        return await who.SendAsync(message);
    }

    public async Task<JsonElement> Get(string path = "") =>
        await (await Clerk.GetAsync($"/v1/dossiers/{Id}{path}")).Body();

    public async Task<int> Status() => (await Get()).GetProperty("status").GetInt32();

    public async Task<JsonElement> LookUp() =>
        (await (await app.Anyone().PostJson("/v1/look-ups", new { code = LookUpCode })).Body());

    private async Task<int> CurrentVersion() =>
        Version = (await Get()).GetProperty("version").GetInt32();
}
