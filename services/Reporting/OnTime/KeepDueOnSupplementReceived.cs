using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: the due date moved by a supplement.</summary>
internal sealed class KeepDueOnSupplementReceived(ReportingDb db)
    : IHandle<SupplementReceived>,
        IReadByKey
{
    public Task Handle(SupplementReceived received, CancellationToken ct) =>
        db.Due(received.DossierId, received.DueAt, ct);
}
