using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Officers;

/// <summary>/can-bo/tiep-nhan — the clerk's desk: begin a dossier over the counter, and what waits to be accepted.</summary>
internal sealed class ReceiveModel(Services services, Agencies agencies) : PageModel
{
    /// <summary>Words of a procedure.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public Listed<ProcedureFound>? Found { get; private set; }

    /// <summary>Newly registered dossiers in the officer's reach.</summary>
    public Listed<DossierListed>? Waiting { get; private set; }

    public Func<string, string> NameOf { get; private set; } = slug => slug;

    public Answer? Problem { get; private set; }

    /// <param name="sau">Cursor of the next page.</param>
    /// <param name="ct">Ends with the request.</param>
    public async Task OnGet(string? sau, CancellationToken ct)
    {
        Q = Words.Typed(Q);
        if (Q is not null)
        {
            var search = await services.Get(
                ResourceNames.Catalogue,
                $"/v1/procedures?limit=10&q={Uri.EscapeDataString(Q)}",
                ct
            );
            Found = search.Ok ? search.As<Listed<ProcedureFound>>() : null;
        }

        var answer = await services.Get(
            ResourceNames.Dossiers,
            "/v1/dossiers?status=1&limit=50"
                + (sau is null ? "" : $"&cursor={Uri.EscapeDataString(sau)}"),
            ct
        );
        if (answer.Ok)
            (Waiting, NameOf) = (answer.As<Listed<DossierListed>>(), await agencies.Names(ct));
        else
            Problem = answer;
    }
}
