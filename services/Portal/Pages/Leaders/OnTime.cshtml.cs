using System.Globalization;
using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Leaders;

/// <summary>/lanh-dao/dung-han — the leader's on-time table: by agency, procedure, channel or month.</summary>
internal sealed class OnTimeModel(Services services, Agencies agencies) : PageModel
{
    public static readonly (string Value, string Vi)[] Views =
    [
        ("agency", "Cơ quan"),
        ("procedure", "Thủ tục"),
        ("channel", "Kênh tiếp nhận"),
        ("month", "Tháng"),
    ];

    /// <summary>What the rows are.</summary>
    [BindProperty(SupportsGet = true)]
    public string Theo { get; set; } = "agency";

    public OnTimeTable? Table { get; private set; }

    public Func<string, string> NameOf { get; private set; } = name => name;

    public Answer? Problem { get; private set; }

    public async Task OnGet(CancellationToken ct)
    {
        if (Views.All(view => view.Value != Theo))
            Theo = "agency";
        var answer = await services.Get(ResourceNames.Reporting, $"/v1/on-time?by={Theo}", ct);
        if (!answer.Ok)
        {
            Problem = answer;
            return;
        }

        Table = answer.As<OnTimeTable>();
        NameOf = Theo switch
        {
            "agency" => await agencies.Names(ct),
            "channel" => channel => Words.Channel(channel).Vi,
            "month" => Month,
            _ => code => code,
        };
    }

    private static string Month(string first) =>
        DateOnly.TryParse(first, CultureInfo.InvariantCulture, out var day)
            ? day.ToString("'Tháng' MM/yyyy", CultureInfo.InvariantCulture)
            : first;
}
