using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: the due date moved by a later calendar.</summary>
internal sealed class KeepDueOnDueDateRecomputed(ReportingDb db)
    : IHandle<DueDateRecomputed>,
        IReadByKey
{
    public Task Handle(DueDateRecomputed recomputed, CancellationToken ct) =>
        db.Due(recomputed.DossierId, recomputed.DueAt, ct);
}
