using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Procedures;

/// <summary>/thu-tuc/{code} — what a procedure needs, how long it takes, what it costs, who decides, how to file.</summary>
internal sealed class ShowModel(Services services) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Code { get; set; } = "";

    public ProcedureShown? Procedure { get; private set; }

    public Answer? Problem { get; private set; }

    public async Task OnGet(CancellationToken ct)
    {
        var answer = await services.Get(
            ResourceNames.Catalogue,
            $"/v1/procedures/{Uri.EscapeDataString(Code)}",
            ct
        );
        if (answer.Ok)
            Procedure = answer.As<ProcedureShown>();
        else
            (Problem, Response.StatusCode) = (answer, answer.Status);
    }

    /// <summary>2.000 đồng/trang; từ trang thứ 3: 1.000 đồng; không quá 200.000 đồng.</summary>
    public static string Amount(FeeShown fee)
    {
        if (fee.Amount is not { } amount)
            return "theo quy định của Thành phố";
        if (amount == 0)
            return "không thu";
        var unit = fee.Unit switch
        {
            "page" => "trang",
            "copy" => "bản",
            _ => "hồ sơ",
        };
        var text = $"{Words.Money(amount)}/{unit}";
        if (fee is { After: { } after, AmountAfter: { } further })
            text += $"; từ {unit} thứ {after + 1}: {Words.Money(further)}";
        if (fee.Maximum is { } maximum)
            text += $"; không quá {Words.Money(maximum)}";
        return text;
    }
}
