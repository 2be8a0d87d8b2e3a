using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Feedback.Persistence;
using HoanKiem.Messaging;

namespace HoanKiem.Feedback.Surveys;

/// <summary>Dossiers → Feedback: the survey will be about the agency that decided.</summary>
internal sealed class KeepAgencyOnDossierResolved(FeedbackDb db)
    : IHandle<DossierResolved>,
        IReadByKey
{
    public async Task Handle(DossierResolved resolved, CancellationToken ct)
    {
        if (await db.DecidedDossiers.FindAsync([resolved.DossierId], ct) is null)
            db.Add(DecidedDossier.Of(resolved.DossierId, resolved.DecidedBy));
    }
}
