using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting.Figures;

/// <summary>All → Reporting: adds one to the figure of what happened. It needs no order; the inbox sees to it that it is once.</summary>
internal sealed class CountFigures(ReportingDb db)
    : IHandle<DossierSubmitted>,
        IHandle<DossierAccepted>,
        IHandle<DossierRefused>,
        IHandle<SupplementRequested>,
        IHandle<DueDateExtended>,
        IHandle<DossierWithdrawn>,
        IHandle<ProcessingStopped>,
        IHandle<DossierResolved>,
        IHandle<ResultReturned>,
        IHandle<StepDeadlineMissed>,
        IHandle<ShipmentReturned>,
        IHandle<ShipmentLost>,
        IHandle<SurveyAnswered>,
        IReadByKey
{
    public Task Handle(DossierSubmitted submitted, CancellationToken ct) =>
        Add("submitted." + Camel(submitted.Channel), ResourceNames.Dossiers);

    public Task Handle(DossierAccepted accepted, CancellationToken ct) =>
        Add("accepted", ResourceNames.Dossiers);

    public Task Handle(DossierRefused refused, CancellationToken ct) =>
        Add("refused.atReception", ResourceNames.Dossiers);

    public Task Handle(SupplementRequested requested, CancellationToken ct) =>
        Add(
            requested.BeforeAcceptance
                ? "supplements.atReception"
                : "supplements." + Camel(requested.Rule),
            ResourceNames.Dossiers
        );

    public Task Handle(DueDateExtended extended, CancellationToken ct) =>
        Add("apologies", ResourceNames.Dossiers);

    public Task Handle(DossierWithdrawn withdrawn, CancellationToken ct) =>
        Add("withdrawn", ResourceNames.Dossiers);

    public Task Handle(ProcessingStopped stopped, CancellationToken ct) =>
        Add("stopped", ResourceNames.Dossiers);

    public Task Handle(DossierResolved resolved, CancellationToken ct) =>
        Add("resolved." + Camel(resolved.Outcome), ResourceNames.Dossiers);

    public Task Handle(ResultReturned returned, CancellationToken ct) =>
        Add("returned." + Camel(returned.Delivery), ResourceNames.Dossiers);

    public Task Handle(StepDeadlineMissed missed, CancellationToken ct) =>
        Add("stepDeadlinesMissed", ResourceNames.Routing);

    public Task Handle(ShipmentReturned returned, CancellationToken ct) =>
        Add("shipments.returned", ResourceNames.Postal);

    public Task Handle(ShipmentLost lost, CancellationToken ct) =>
        Add("shipments.lost", ResourceNames.Postal);

    public Task Handle(SurveyAnswered answered, CancellationToken ct) =>
        Add("surveysAnswered", ResourceNames.Feedback);

    private Task Add(string name, string producer)
    {
        db.Add(new FigureChange { Name = name, Producer = producer });
        return Task.CompletedTask;
    }

    private static string Camel(Enum value) =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
