using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: the due date moved by a wait for money.</summary>
internal sealed class KeepDueOnFeePaid(ReportingDb db) : IHandle<FeePaid>, IReadByKey
{
    public Task Handle(FeePaid paid, CancellationToken ct) =>
        db.Due(paid.DossierId, paid.DueAt, ct);
}
