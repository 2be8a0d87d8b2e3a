using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;
using Catalogue = HoanKiem.Contracts.Catalogue.V1;
using Dossiers = HoanKiem.Contracts.Dossiers.V1;
using Feedback = HoanKiem.Contracts.Feedback.V1;
using Identity = HoanKiem.Contracts.Identity.V1;
using Postal = HoanKiem.Contracts.Postal.V1;
using Routing = HoanKiem.Contracts.Routing.V1;

namespace HoanKiem.Reporting.Audits;

/// <summary>All → Reporting: keeps the heads of everybody's audit, in a database that is not theirs.</summary>
internal sealed class KeepAuditHead(ReportingDb db, TimeProvider clock)
    : IHandle<Dossiers.AuditSealed>,
        IHandle<Routing.AuditSealed>,
        IHandle<Postal.AuditSealed>,
        IHandle<Feedback.AuditSealed>,
        IHandle<Catalogue.AuditSealed>,
        IHandle<Identity.AuditSealed>,
        IReadByKey
{
    public Task Handle(Dossiers.AuditSealed said, CancellationToken ct) =>
        Keep(ResourceNames.Dossiers, said.Head, said.OccurredAt);

    public Task Handle(Routing.AuditSealed said, CancellationToken ct) =>
        Keep(ResourceNames.Routing, said.Head, said.OccurredAt);

    public Task Handle(Postal.AuditSealed said, CancellationToken ct) =>
        Keep(ResourceNames.Postal, said.Head, said.OccurredAt);

    public Task Handle(Feedback.AuditSealed said, CancellationToken ct) =>
        Keep(ResourceNames.Feedback, said.Head, said.OccurredAt);

    public Task Handle(Catalogue.AuditSealed said, CancellationToken ct) =>
        Keep(ResourceNames.Catalogue, said.Head, said.OccurredAt);

    public Task Handle(Identity.AuditSealed said, CancellationToken ct) =>
        Keep(ResourceNames.Identity, said.Head, said.OccurredAt);

    private Task Keep(string service, ChainHead head, DateTimeOffset at)
    {
        db.Add(
            new KeptHead
            {
                Id = Guid.CreateVersion7(clock.GetUtcNow()),
                Service = service,
                Agency = head.Agency,
                Entries = head.Entries,
                Hash = head.Hash,
                Day = head.Day,
                SaidAt = at,
            }
        );
        return Task.CompletedTask;
    }
}
