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

    public IReadOnlyList<Client> Allowed { get; private set; } = [];

    public async Task OnGet(CancellationToken ct)
    {
        if (await sessions.Current(HttpContext) is not { } current)
            return;
        SignedIn = true;
        Allowed =
        [
            .. (await consents.Of(current.Account.Subject, ct))
                .Select(clients.Find)
                .OfType<Client>(),
        ];
    }

    public async Task<IActionResult> OnPost(string client, CancellationToken ct)
    {
        if (await sessions.Current(HttpContext) is { } current && clients.Find(client) is { } known)
            await consents.TakeBack(current.Account.Subject, known, ct);
        return RedirectToPage();
    }
}
