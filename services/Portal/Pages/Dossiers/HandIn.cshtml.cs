using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using HoanKiem.Portal.Pages.Shared;
using HoanKiem.Portal.SignIn;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Dossiers;

/// <summary>/nop-ho-so/{code} — a signed-in citizen hands in a dossier online; since 01/07/2025 the service shows the way to the national portal instead.</summary>
internal sealed class HandInModel(Services services, Agencies agencies) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Code { get; set; } = "";

    [BindProperty]
    public DossierForm Form { get; set; } = new();

    public ProcedureShown? Procedure { get; private set; }

    public IReadOnlyList<AgencyShown> Agencies { get; private set; } = [];

    public Submitted? Submitted { get; private set; }

    /// <summary>Where to file it instead.</summary>
    public string? Elsewhere { get; private set; }

    public Answer? Problem { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        // Before anything is typed: the service would ask for it when everything is.
        if (User.Level() < Assurance.High)
            return Redirect(Door.Address(Request.Path, Assurance.High));
        await Load(ct);
        return Page();
    }

    public async Task OnPost(CancellationToken ct)
    {
        if (!await Load(ct))
            return;

        var answer = await services.Post(
            ResourceNames.Dossiers,
            "/v1/dossiers",
            Form.ToRequest("online", Procedure!, null),
            ct,
            Form.Key
        );
        if (answer.Ok)
        {
            Submitted = answer.As<Submitted>();
            return;
        }

        if (answer.Type == "filed-on-national-portal")
        {
            Elsewhere = answer.Fact("url") ?? "https://dichvucong.gov.vn";
            return;
        }

        Problem = answer;
        if (!answer.Unsettled)
            Form.Key = DossierForm.NewKey(); // corrected, it is another request
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
        return true;
    }
}
