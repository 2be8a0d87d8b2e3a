using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Messaging;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Dossiers.Tests.Results;

public sealed class ResultTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);
    private readonly Guid _shipment = Guid.NewGuid();

    [Fact]
    public async Task The_signature_resolves_the_dossier_and_fixes_its_timeliness()
    {
        await _given.Decided();
        Assert.Equal(9, await _given.Status());
        var said = await app.SaidOnce<DossierResolved>(_given.Id);
        Assert.Equal(
            (Timeliness.Early, Outcome.Granted, "12/QĐ-UBND"),
            (said.Timeliness, said.Outcome, said.DecisionNumber)
        );
        Assert.Null(said.SealedRecipient);
        Assert.Null(await app.Deadline("due-missed", _given.Id));
        Assert.Null(await app.Deadline("due-soon", _given.Id));
    }

    [Fact]
    public async Task A_decision_that_comes_twice_resolves_once_and_another_one_is_a_matter_for_a_person()
    {
        await _given.Processing();
        var decided = _given.CaseDecided();
        await app.Deliver(decided);
        Assert.Equal(DeliveryOutcome.Late, await app.Deliver(decided));
        await app.Deliver(decided with { Sequence = decided.Sequence + 1 });
        Assert.Equal(0, await app.Count("open_item", _given.Id));
        await app.Deliver(
            decided with
            {
                Sequence = decided.Sequence + 2,
                DecisionNumber = "13/QĐ-UBND",
            }
        );
        await app.SaidOnce<DossierResolved>(_given.Id);
        Assert.Equal(1, await app.Count("open_item", _given.Id, "kind = 'caseDecided'"));
    }

    [Fact]
    public async Task A_decision_without_a_case_implies_the_processing()
    {
        await _given.Accepted();
        await app.Deliver(_given.CaseDecided(sequence: 1));
        Assert.Equal(9, await _given.Status());
        var said = await app.Said(_given.Id);
        Assert.Equal(
            ["DossierSubmitted", "DossierAccepted", "ProcessingStarted", "DossierResolved"],
            said.Select(fact => fact.Type.Split(':', '.')[^1])
        );
    }

    [Fact]
    public async Task A_refusal_after_examination_is_a_result()
    {
        await _given.Processing();
        await app.Deliver(_given.CaseDecided(Outcome.Refused));
        Assert.Equal(Outcome.Refused, (await app.SaidOnce<DossierResolved>(_given.Id)).Outcome);
        Assert.Equal(9, await _given.Status());
    }

    [Fact]
    public async Task The_result_goes_over_the_counter_once()
    {
        await _given.Decided();
        await (await _given.Act("returns", new { how = "post" })).ShouldBeRefused(
            "invalid-members",
            400,
            "how"
        );
        Assert.Equal(
            10,
            (await (await _given.Act("returns", new { how = "counter" })).Body())
                .GetProperty("status")
                .GetInt32()
        );
        Assert.Equal(
            (Delivery.Counter, Given.Ward),
            (
                (await app.SaidOnce<ResultReturned>(_given.Id)).Delivery,
                (await app.SaidOnce<ResultReturned>(_given.Id)).ReturnedBy
            )
        );
        await (await _given.Act("returns", new { how = "counter" })).ShouldBeRefused(
            "not-in-this-status",
            422
        );
    }

    [Fact]
    public async Task A_delivered_parcel_returns_the_result()
    {
        await _given.Decided("post");
        Assert.NotNull((await app.SaidOnce<DossierResolved>(_given.Id)).SealedRecipient);
        Assert.Equal(
            1,
            await app.Scalar<long>(
                $"select count(*) from expectation where kind = 'shipment-created' and key = '{_given.Id}'"
            )
        );
        await Ship();
        await (await _given.Act("returns", new { how = "counter" })).ShouldBeRefused(
            "result-on-the-way",
            422
        );
        var delivered = new ShipmentDelivered(_shipment, 3, app.Clock.GetUtcNow(), _given.Id);
        await app.Deliver(delivered);
        await app.Deliver(delivered);
        Assert.Equal(10, await _given.Status());
        Assert.Equal(
            (Delivery.Post, (Guid?)_shipment),
            (
                (await app.SaidOnce<ResultReturned>(_given.Id)).Delivery,
                (await app.SaidOnce<ResultReturned>(_given.Id)).ShipmentId
            )
        );
    }

    [Fact]
    public async Task A_returned_parcel_keeps_status_9_and_the_citizen_is_told()
    {
        await _given.Decided("post");
        await Ship();
        await app.Deliver(
            new ShipmentReturned(_shipment, 3, app.Clock.GetUtcNow(), _given.Id, "not-at-home")
        );
        Assert.Equal(9, await _given.Status());
        Assert.Equal(1, await app.Count("notice", _given.Id, "kind = 'shipmentReturned'"));
        Assert.Equal("backAtOffice", (await _given.Get()).GetProperty("resultAt").GetString());
        Assert.Equal(
            10,
            (await (await _given.Act("returns", new { how = "counter" })).Body())
                .GetProperty("status")
                .GetInt32()
        );
    }

    [Fact]
    public async Task A_second_parcel_after_a_return_is_a_new_story()
    {
        await _given.Decided("post");
        await Ship();
        await app.Deliver(
            new ShipmentReturned(_shipment, 3, app.Clock.GetUtcNow(), _given.Id, "not-at-home")
        );
        var second = Guid.NewGuid();
        await app.Deliver(new ShipmentHandedOver(second, 1, app.Clock.GetUtcNow(), _given.Id));
        await app.Deliver(new ShipmentDelivered(second, 2, app.Clock.GetUtcNow(), _given.Id));
        Assert.Equal(10, await _given.Status());
        Assert.Equal(0, await app.Count("open_item", _given.Id));
    }

    [Fact]
    public async Task A_lost_parcel_becomes_an_open_item_that_a_person_closes()
    {
        await _given.Decided("post");
        await Ship();
        await app.Deliver(new ShipmentLost(_shipment, 3, app.Clock.GetUtcNow(), _given.Id));
        Assert.Equal(9, await _given.Status());
        var items = (await (await _given.Clerk.GetAsync("/v1/open-items")).Body())
            .GetProperty("items")
            .EnumerateArray();
        var item = Assert.Single(
            items,
            item => item.GetProperty("dossierId").GetGuid() == _given.Id
        );
        var url = $"/v1/open-items/{item.GetProperty("id").GetGuid()}/closure";
        await (await _given.Clerk.PostJson(url, new { })).ShouldBeRefused(
            "invalid-members",
            400,
            "resolution"
        );
        await (
            await app.Officer("clerk-of-cua-nam", "cua-nam")
                .PostJson(url, new { resolution = "đã cấp lại" })
        ).ShouldBeRefused("not-found", 404);
        await (await _given.Clerk.PostJson(url, new { resolution = "đã cấp lại" })).Body();
        await (await _given.Clerk.PostJson(url, new { resolution = "đã cấp lại" })).ShouldBeRefused(
            "open-item-closed",
            422
        );
    }

    [Fact]
    public async Task A_parcel_of_an_undecided_dossier_is_an_open_item_and_changes_nothing()
    {
        await _given.Processing();
        await app.Deliver(new ShipmentDelivered(_shipment, 1, app.Clock.GetUtcNow(), _given.Id));
        Assert.Equal(4, await _given.Status());
        Assert.Equal(1, await app.Count("open_item", _given.Id, "kind = 'shipmentDelivered'"));
    }

    [Fact]
    public async Task A_dossier_collected_at_home_is_a_draft_until_the_carrier_brings_it()
    {
        await _given.Submitted(channel: "post");
        Assert.NotNull((await app.SaidOnce<DossierSubmitted>(_given.Id)).SealedParty);
        await (await _given.Act("acceptance", new { })).ShouldBeRefused("not-in-this-status", 422);
        var collected = new DossierCollected(
            Guid.NewGuid(),
            1,
            app.Clock.GetUtcNow(),
            _given.Id,
            "vnpost"
        );
        await app.Deliver(collected);
        await app.Deliver(collected);
        Assert.Equal("arrived", (await _given.Get()).GetProperty("phase").GetString());
        Assert.Equal(
            2,
            (await (await _given.Act("acceptance", new { })).Body())
                .GetProperty("status")
                .GetInt32()
        );
    }

    [Fact]
    public async Task The_survey_token_is_kept_sealed_and_shown_to_the_holder_of_the_code_only_until_it_is_answered()
    {
        await _given.Decided();
        var sealing = app.Services.GetRequiredService<Sealing>();
        var survey = Guid.NewGuid();
        await app.Deliver(
            new SurveyOpened(
                survey,
                1,
                app.Clock.GetUtcNow(),
                _given.Id,
                Given.Ward,
                sealing.Seal(_given.Id, "one-time-token")
            )
        );
        Assert.Equal(
            "one-time-token",
            (await _given.LookUp()).GetProperty("dossier").GetProperty("surveyToken").GetString()
        );
        await app.Deliver(
            new SurveyAnswered(survey, 2, app.Clock.GetUtcNow(), _given.Id, Given.Ward, 2)
        );
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await _given.LookUp()).GetProperty("dossier").GetProperty("surveyToken").ValueKind
        );
    }

    private async Task Ship()
    {
        await app.Deliver(
            new ShipmentCreated(
                _shipment,
                1,
                app.Clock.GetUtcNow(),
                _given.Id,
                "vnpost",
                "EA000000005VN",
                0
            )
        );
        await app.Deliver(new ShipmentHandedOver(_shipment, 2, app.Clock.GetUtcNow(), _given.Id));
    }
}
