using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Feedback;

/// <summary>/danh-gia — a citizen rates once, with the one-time token, without signing in.</summary>
internal sealed class RateModel(Services services) : PageModel
{
    /// <summary>The scale of the law: very satisfied, satisfied, not satisfied (Thông tư 01/2018, Điều 33).</summary>
    public static readonly (int Value, string Vi, string En)[] Scale =
    [
        (2, "Rất hài lòng", "Very satisfied"),
        (1, "Hài lòng", "Satisfied"),
        (0, "Không hài lòng", "Not satisfied"),
    ];

    public static readonly Question[] Questions =
    [
        new("Overall", "overall", "Nhìn chung", "Overall", page => page.Overall),
        new("Convenience", "convenience", "Thuận tiện", "Convenience", page => page.Convenience),
        new("Attitude", "attitude", "Thái độ của cán bộ", "Attitude", page => page.Attitude),
    ];

    // Nothing was chosen: the service would read a 0, which means “not satisfied”.
    private static readonly Answer NothingChosen = new(
        400,
        new JsonObject
        {
            ["title"] = "Còn thiếu một câu trả lời",
            ["detail"] = "Xin chọn mức độ hài lòng.",
            ["detailEn"] = "Please choose how satisfied you are.",
            ["errors"] = new JsonArray(
                new JsonObject
                {
                    ["member"] = "overall",
                    ["vi"] = "Chọn mức độ hài lòng nhìn chung.",
                    ["en"] = "Choose how satisfied you are overall.",
                }
            ),
        }
    );

    [BindProperty]
    public string? Token { get; set; }

    [BindProperty]
    public int? Overall { get; set; }

    [BindProperty]
    public int? Convenience { get; set; }

    [BindProperty]
    public int? Attitude { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public bool Done { get; private set; }

    public Answer? Problem { get; private set; }

    /// <summary>Comes from the look-up with the token in the body.</summary>
    public void OnPostOpen() => ModelState.Clear(); // nothing was answered yet

    public async Task OnPost(CancellationToken ct)
    {
        if (Overall is not { } overall)
        {
            Problem = NothingChosen;
            return;
        }

        var answer = await services.Post(
            ResourceNames.Feedback,
            "/v1/surveys/answers",
            new ToRate(
                Words.Typed(Token) ?? "",
                overall,
                Convenience,
                Attitude,
                Words.Typed(Reason)
            ),
            ct
        );
        (Done, Problem) = (answer.Ok, answer.Ok ? null : answer);
    }

    /// <summary>A question of the survey.</summary>
    internal sealed record Question(
        string Name,
        string Member,
        string Vi,
        string En,
        Func<RateModel, int?> Of
    );
}
