using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using HoanKiem.Portal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Officers;

/// <summary>/can-bo/tiep-nhan/moi/{code} — a clerk writes down a dossier over the counter and accepts it in the same act.</summary>
internal sealed class NewModel(Services services, Agencies agencies) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Code { get; set; } = "";

    [BindProperty]
    public DossierForm Form { get; set; } = new();

    /// <summary>Reception point where it is received (nơi tiếp nhận).</summary>
    [BindProperty]
    public string? Desk { get; set; }

    [BindProperty]
    public bool ReceiptWanted { get; set; }

    public ProcedureShown? Procedure { get; private set; }

    public IReadOnlyList<AgencyShown> Agencies { get; private set; } = [];

    /// <summary>Where the clerk works today.</summary>
    public IReadOnlyList<string> Desks { get; private set; } = [];

    public Func<string, string> NameOf { get; private set; } = slug => slug;

    public Submitted? Submitted { get; private set; }

    public AcceptedShown? Accepted { get; private set; }

    public Answer? Problem { get; private set; }

    public async Task OnGet(CancellationToken ct)
    {
        if (await Load(ct))
            Form.Agency = Desks.FirstOrDefault(desk => Agencies.Any(agency => agency.Id == desk));
    }

    public async Task OnPost(CancellationToken ct)
    {
        if (!await Load(ct))
            return;

        var handedIn = await services.Post(
            ResourceNames.Dossiers,
            "/v1/dossiers",
            Form.ToRequest("counter", Procedure!, Words.Typed(Desk)),
            ct,
            Form.Key
        );
        if (!handedIn.Ok)
        {
            Problem = handedIn;
            if (!handedIn.Unsettled)
                Form.Key = DossierForm.NewKey(); // corrected, it is another request
            return;
        }

        // The key of the second act follows from the first: a double click is still one dossier with one number.
        Submitted = handedIn.As<Submitted>();
        var accepted = await services.Post(
            ResourceNames.Dossiers,
            $"/v1/dossiers/{Submitted.Id}/acceptance",
            new ToAccept(ReceiptWanted, []),
            ct,
            Form.Key + "-a",
            version: handedIn.Version
        );
        if (accepted.Ok)
            Accepted = accepted.As<AcceptedShown>();
        else
            Problem = accepted;
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        var answer = await services.Get(
            ResourceNames.Catalogue,
            $"/v1/procedures/{Uri.EscapeDataString(Code)}",
            ct
        );
        if (!answer.Ok)
        {
            (Problem, Response.StatusCode) = (answer, answer.Status);
            return false;
        }

        Procedure = answer.As<ProcedureShown>();
        Agencies = await agencies.For(Procedure.Content.Level, ct);
        NameOf = await agencies.Names(ct);
        var mine = await services.Get(ResourceNames.Identity, "/v1/appointments/mine", ct);
        Desks = mine.Ok
            ? [.. mine.As<MyAppointments>().Items.Select(item => item.Agency).Distinct()]
            : [];
        return true;
    }
}
