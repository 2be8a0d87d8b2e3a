using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Own;

/// <summary>/ho-so-cua-toi — dossiers of the signed-in citizen and of those whose mandate they hold, newest first.</summary>
internal sealed class DossiersModel(Services services, Agencies agencies) : PageModel
{
    public Listed<DossierListed>? Found { get; private set; }

    public Func<string, string> NameOf { get; private set; } = slug => slug;

    public Answer? Problem { get; private set; }

    /// <param name="sau">Cursor of the next page.</param>
    /// <param name="ct">Ends with the request.</param>
    public async Task OnGet(string? sau, CancellationToken ct)
    {
        var answer = await services.Get(
            ResourceNames.Dossiers,
            "/v1/dossiers?limit=50" + (sau is null ? "" : $"&cursor={Uri.EscapeDataString(sau)}"),
            ct
        );
        if (answer.Ok)
            (Found, NameOf) = (answer.As<Listed<DossierListed>>(), await agencies.Names(ct));
        else
            Problem = answer;
    }
}
