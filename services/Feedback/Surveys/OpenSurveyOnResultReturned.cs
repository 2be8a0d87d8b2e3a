using System.Security.Cryptography;
using HoanKiem.Access;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Feedback.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Feedback.Surveys;

/// <summary>Dossiers → Feedback: the citizen has the result and is asked how it went. Dossiers passes the token on; here only its hash stays.</summary>
internal sealed class OpenSurveyOnResultReturned(
    FeedbackDb db,
    IOutbox outbox,
    Sealing sealing,
    BusinessClock clock,
    TimeProvider system
) : IHandle<ResultReturned>
{
    /// <summary>Letters and digits that nobody confuses when reading them aloud.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public async Task Handle(ResultReturned returned, CancellationToken ct)
    {
        // Usually the decision is known, and one look tells both.
        var decided = await db
            .DecidedDossiers.Where(d => d.Id == returned.DossierId)
            .Select(d => new { d.Agency, IsAsked = db.Surveys.Any(s => s.DossierId == d.Id) })
            .SingleOrDefaultAsync(ct);
        if (
            decided?.IsAsked
            ?? await db.Surveys.AnyAsync(s => s.DossierId == returned.DossierId, ct)
        )
            return;

        var token = RandomNumberGenerator.GetString(Alphabet, 12);
        var now = clock.GetUtcNow();
        var survey = Survey.Open(
            Guid.CreateVersion7(system.GetUtcNow()),
            returned.DossierId,
            decided?.Agency ?? returned.ReturnedBy,
            token,
            now
        );
        db.Add(survey);
        outbox.Publish(survey.Announce(sealing.Seal(returned.DossierId, token), now));
    }
}
