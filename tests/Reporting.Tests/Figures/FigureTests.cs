using HoanKiem.Contracts;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Contracts.Routing.V1;

namespace HoanKiem.Reporting.Tests.Figures;

public sealed class FigureTests(ReportingApp app) : IClassFixture<ReportingApp>
{
    [Fact]
    public async Task Everything_that_happens_to_a_dossier_is_counted_under_its_name()
    {
        var life = new Life("hang-bac", app.Start, channel: Channel.NationalPortal);
        await app.DeliverAll(life.Whole(Timeliness.OnTime));
        var refused = new Life("hang-bac", app.Start);
        await app.DeliverAll(refused.Submitted(), refused.Refused());

        Assert.Equal(1, await app.Figure("submitted.nationalPortal"));
        Assert.Equal(1, await app.Figure("submitted.counter"));
        Assert.Equal(1, await app.Figure("accepted"));
        Assert.Equal(1, await app.Figure("refused.atReception"));
        Assert.Equal(1, await app.Figure("resolved.granted"));
        Assert.Equal(1, await app.Figure("returned.counter"));
    }

    [Fact]
    public async Task Lost_parcels_and_missed_steps_count_in_whatever_order_they_come()
    {
        var (dossier, shipment, routed) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var lost = new ShipmentLost(shipment, 9, app.Start, dossier);
        var missed = new StepDeadlineMissed(
            routed,
            4,
            app.Start,
            dossier,
            Guid.NewGuid(),
            "hang-bac",
            app.Start
        );
        var message = Guid.CreateVersion7(app.Start);

        await app.Deliver(lost, message);
        await app.Deliver(lost, message);
        await app.Deliver(missed);

        Assert.Equal(1, await app.Figure("shipments.lost"));
        Assert.Equal(1, await app.Figure("stepDeadlinesMissed"));
    }
}
