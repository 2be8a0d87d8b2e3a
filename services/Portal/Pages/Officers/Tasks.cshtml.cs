using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Officers;

/// <summary>/can-bo/cong-viec — open work (việc đang chờ) of the officer's agencies, due first: complete a step, give a result, sign.</summary>
internal sealed class TasksModel(Services services, Agencies agencies) : PageModel
{
    /// <summary>Why a request is refused after examination.</summary>
    public static readonly (string Code, string Vi)[] Reasons =
    [
        ("not-eligible", "Không đủ điều kiện theo quy định"),
        ("facts-not-proven", "Không có căn cứ xác minh"),
        ("not-competent", "Không thuộc thẩm quyền giải quyết"),
    ];

    [BindProperty]
    public Guid Step { get; set; }

    [BindProperty]
    public Guid Case { get; set; }

    /// <summary>Version of the task, or of the case when it is signed.</summary>
    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public string Outcome { get; set; } = "";

    [BindProperty]
    public string? Number { get; set; }

    [BindProperty]
    public string? Capacity { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Listed<TaskShown>? Open { get; private set; }

    public Func<string, string> NameOf { get; private set; } = slug => slug;

    /// <summary>What was just done.</summary>
    public string? Done { get; private set; }

    public Answer? Problem { get; private set; }

    public static string ActOf(string kind) =>
        kind switch
        {
            "sign" => "Ký duyệt",
            "give" => "Trả kết quả ngay",
            _ => "Hoàn thành bước",
        };

    /// <param name="sau">Cursor of the next page.</param>
    /// <param name="ct">Ends with the request.</param>
    public Task OnGet(string? sau, CancellationToken ct) => Load(sau, ct);

    public async Task OnPostComplete(CancellationToken ct)
    {
        var answer = await services.Post(
            ResourceNames.Routing,
            $"/v1/tasks/{Step}/completion",
            new ToComplete(Outcome, Words.Typed(Number), Words.Typed(Capacity), ReasonOf(Outcome)),
            ct,
            version: Version
        );
        await Show(answer, "Đã hoàn thành bước.", ct);
    }

    public async Task OnPostSign(CancellationToken ct)
    {
        var answer = await services.Post(
            ResourceNames.Routing,
            $"/v1/cases/{Case}/decision",
            new ToDecide(
                Outcome,
                Words.Typed(Number) ?? "",
                Words.Typed(Capacity) ?? "",
                ReasonOf(Outcome)
            ),
            ct,
            version: Version
        );
        await Show(
            answer,
            answer.Ok ? $"Đã ký lúc {Words.Moment(answer.As<DecidedShown>().SignedAt)}." : "",
            ct
        );
    }

    private string? ReasonOf(string outcome) => outcome == "refused" ? Words.Typed(Reason) : null;

    private async Task Show(Answer answer, string done, CancellationToken ct)
    {
        await Load(null, ct);
        if (answer.Ok)
            Done = done;
        else
            Problem = answer;
    }

    private async Task Load(string? cursor, CancellationToken ct)
    {
        var answer = await services.Get(
            ResourceNames.Routing,
            "/v1/tasks?limit=50"
                + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"),
            ct
        );
        if (answer.Ok)
            (Open, NameOf) = (answer.As<Listed<TaskShown>>(), await agencies.Names(ct));
        else
            Problem = answer;
    }
}
