using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using HoanKiem.Portal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Own;

/// <summary>/ho-so-cua-toi/{id} — what the data in a dossier was used for and who looked; and asking to see it or to have it destroyed.</summary>
internal sealed class UsesModel(Services services, Agencies agencies) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string Key { get; set; } = DossierForm.NewKey();

    /// <summary><c>access</c> or <c>erasure</c>; what is to be put right needs somebody who sees both, at the counter.</summary>
    [BindProperty]
    public string Kind { get; set; } = "";

    [BindProperty]
    public string? Wish { get; set; }

    public UsesShown? Uses { get; private set; }

    public IReadOnlyList<DataRequestShown> Requests { get; private set; } = [];

    public Func<string, string> NameOf { get; private set; } = slug => slug;

    /// <summary>A request has just been made.</summary>
    public bool Done { get; private set; }

    public Answer? Problem { get; private set; }

    /// <param name="sau">Cursor of the next page.</param>
    /// <param name="ct">Ends with the request.</param>
    public Task OnGet(string? sau, CancellationToken ct) => Load(sau, ct);

    public async Task OnPost(CancellationToken ct)
    {
        var answer = await services.Post(
            ResourceNames.Dossiers,
            $"/v1/dossiers/{Id}/data-requests",
            new ToAskAboutData(Kind, Words.Typed(Wish)),
            ct,
            Key
        );
        await Load(null, ct);
        (Done, Problem) = answer.Ok ? (true, Problem) : (false, answer);
        if (!answer.Unsettled)
            Key = DossierForm.NewKey();
        if (answer.Ok)
            Wish = null;
    }

    private async Task Load(string? cursor, CancellationToken ct)
    {
        var answer = await services.Get(
            ResourceNames.Dossiers,
            $"/v1/dossiers/{Id}/uses?limit=50"
                + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"),
            ct
        );
        if (!answer.Ok)
        {
            (Problem, Response.StatusCode) = (answer, answer.Status);
            return;
        }

        (Uses, NameOf) = (answer.As<UsesShown>(), await agencies.Names(ct));
        var asked = await services.Get(
            ResourceNames.Dossiers,
            $"/v1/data-requests?dossier={Id}&limit=200",
            ct
        );
        if (asked.Ok)
            Requests = asked.As<Listed<DataRequestShown>>().Items;
    }
}
