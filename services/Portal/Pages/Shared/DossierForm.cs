using HoanKiem.Portal.Backend;

namespace HoanKiem.Portal.Pages.Shared;

/// <summary>The form with which a dossier is handed in: by a citizen online, or by a clerk over the counter.</summary>
internal sealed class DossierForm
{
    /// <summary>Idempotency key of this act, made when the form was shown.</summary>
    public string Key { get; set; } = NewKey();

    public string? Agency { get; set; }

    public string? Name { get; set; }

    public string IdentityKind { get; set; } = "personalNumber";

    public string? Number { get; set; }

    public string? Phone { get; set; }

    public string? Email { get; set; }

    public string? Address { get; set; }

    public string? Subject { get; set; }

    public string Delivery { get; set; } = "counter";

    /// <summary>Codes of the papers that are ticked.</summary>
    public IList<string> Papers { get; set; } = [];

    public static string NewKey() => Guid.NewGuid().ToString("N");

    /// <summary>The request of the service. A paper online is a copy; at the counter it is what the procedure asks for.</summary>
    public DossierToSubmit ToRequest(
        string channel,
        ProcedureShown procedure,
        string? receivedAt
    ) =>
        new(
            channel,
            procedure.Code,
            Words.Typed(Agency) ?? "",
            Delivery,
            [
                new PartyToSubmit(
                    "applicant",
                    IdentityKind,
                    Words.Typed(Name) ?? "",
                    Words.Typed(Number)?.Replace(" ", "", StringComparison.Ordinal),
                    Words.Typed(Phone),
                    Words.Typed(Email),
                    Words.Typed(Address)
                ),
            ],
            [
                .. procedure
                    .Content.Papers.Where(paper => Papers.Contains(paper.Code))
                    .Select(paper =>
                        channel == "online"
                            ? new PaperToSubmit(paper.Code, 0, 1)
                            : new PaperToSubmit(paper.Code, paper.Originals, paper.Copies)
                    ),
            ],
            receivedAt,
            Words.Typed(Subject)
        );
}

/// <summary>The form as it is shown.</summary>
/// <param name="Form">What was typed.</param>
/// <param name="Procedure">For which procedure.</param>
/// <param name="Agencies">Who may be competent.</param>
/// <param name="Answer">The answer that may find fault.</param>
/// <param name="AtCounter">A clerk fills it in.</param>
internal sealed record DossierFormShown(
    DossierForm Form,
    ProcedureShown Procedure,
    IReadOnlyList<AgencyShown> Agencies,
    Answer? Answer,
    bool AtCounter
);
