using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: the due date moved by an apology.</summary>
internal sealed class KeepDueOnDueDateExtended(ReportingDb db)
    : IHandle<DueDateExtended>,
        IReadByKey
{
    public Task Handle(DueDateExtended extended, CancellationToken ct) =>
        db.Due(extended.DossierId, extended.DueAt, ct);
}
