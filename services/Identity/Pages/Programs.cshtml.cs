using HoanKiem.Identity.Protocol;
using HoanKiem.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Identity.Pages;

/// <summary>/connect/phan-mem — whom the person has allowed to act for them, and the way to take it back.</summary>
internal sealed class ProgramsModel(Sessions sessions, Consents consents, Clients clients)
    : PageModel
{
    public bool SignedIn { get; private set; }

    /// <summary>Which, and what each of them may do, in words.</summary>
    public IReadOnlyList<(Client Client, IReadOnlyList<(string Vi, string En)> Wishes)> Allowed
    {
        get;
        private set;
    } = [];

    public async Task OnGet(CancellationToken ct)
    {
        if (await sessions.Current(HttpContext) is not { } current)
            return;
        SignedIn = true;
        Allowed =
        [
            .. from allowed in await consents.Of(current.Account.Subject, ct)
            let client = clients.Find(allowed.Key)
            where client is not null
            select (client, Consents.InWords(allowed.Value)),
        ];
    }

    public async Task<IActionResult> OnPost(string client, CancellationToken ct)
    {
        if (await sessions.Current(HttpContext) is { } current && clients.Find(client) is { } known)
            await consents.TakeBack(current.Account.Subject, known, ct);
        return RedirectToPage();
    }
}
