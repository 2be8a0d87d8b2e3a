using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Own;

/// <summary>/du-lieu-cua-toi/{id} — what a granted request for access shows: everything personal that is kept in the dossier.</summary>
internal sealed class DataModel(Services services) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public OwnDataShown? Data { get; private set; }

    public Answer? Problem { get; private set; }

    public async Task OnGet(CancellationToken ct)
    {
        var answer = await services.Get(ResourceNames.Dossiers, $"/v1/data-requests/{Id}/data", ct);
        if (answer.Ok)
            Data = answer.As<OwnDataShown>();
        else
            (Problem, Response.StatusCode) = (answer, answer.Status);
    }
}
