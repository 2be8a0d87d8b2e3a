using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Procedures;

/// <summary>/thu-tuc — finds a procedure (thủ tục hành chính) by words, with accents or without.</summary>
internal sealed class FindModel(Services services) : PageModel
{
    /// <summary>The words; all procedures when there are none.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public Listed<ProcedureFound>? Found { get; private set; }

    public Answer? Problem { get; private set; }

    /// <param name="sau">Cursor of the next page.</param>
    /// <param name="ct">Ends with the request.</param>
    public async Task OnGet(string? sau, CancellationToken ct)
    {
        Q = Words.Typed(Q);
        var answer = await services.Get(
            ResourceNames.Catalogue,
            $"/v1/procedures?limit=20&q={Uri.EscapeDataString(Q ?? "")}"
                + (sau is null ? "" : $"&cursor={Uri.EscapeDataString(sau)}"),
            ct
        );
        if (answer.Ok)
            Found = answer.As<Listed<ProcedureFound>>();
        else
            Problem = answer;
    }
}
