using System.Text.RegularExpressions;
using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Dossiers;

/// <summary>/tra-cuu — where is it, who holds it, what does it wait for, how long is left. The code is posted, never in an address.</summary>
internal sealed partial class LookUpModel(Services services) : PageModel
{
    /// <summary>The five degrees of completion, in the words of the page.</summary>
    public static readonly string[] Degrees =
    [
        "Đã nộp",
        "Đã tiếp nhận",
        "Đang giải quyết",
        "Có kết quả",
        "Đã trả",
    ];

    /// <summary>Look-up code or dossier number, as typed.</summary>
    [BindProperty]
    public string? Code { get; set; }

    public LookedUp? Found { get; private set; }

    public Answer? Problem { get; private set; }

    public async Task OnPost(CancellationToken ct)
    {
        var typed = Words.Typed(Code) ?? "";
        var answer = await services.Post(
            ResourceNames.Dossiers,
            "/v1/look-ups",
            LookUpCode().IsMatch(typed) || typed.Length == 0
                ? new ToLookUp(typed, null)
                : new ToLookUp(null, typed),
            ct
        );
        if (answer.Ok)
            Found = answer.As<LookedUp>();
        else
            Problem = answer;
    }

    // Ten letters and digits; a dossier number has dots and more digits.
    [GeneratedRegex("^([- ]?[0-9A-Za-z]){10}$")]
    private static partial Regex LookUpCode();
}
