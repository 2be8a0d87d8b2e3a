using System.Globalization;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Account;

/// <summary>/dang-nhap — in Development one chooses a person of the demonstration; in Production nobody can sign in yet.</summary>
internal sealed class SignInModel(IHostEnvironment environment, Agencies agencies) : PageModel
{
    /// <summary>Citizens of the demonstration.</summary>
    public static readonly string[] Citizens =
    [
        .. Enumerable
            .Range(1, 20)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"citizen.{number:000}")),
    ];

    /// <summary>Where to go afterwards; only addresses of this site are followed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Ve { get; set; }

    [BindProperty]
    public string? Subject { get; set; }

    [BindProperty]
    public string? Kind { get; set; }

    public bool Offered { get; } = environment.IsDevelopment();

    /// <summary>Officers appointed today, by the name of their agency.</summary>
    public IReadOnlyList<IGrouping<string, Officer>> Officers { get; private set; } = [];

    public static string RoleOf(string role) =>
        role switch
        {
            "clerk" => "Cán bộ một cửa",
            "specialist" => "Chuyên viên",
            "leader" => "Lãnh đạo",
            "inspector" => "Thanh tra",
            "petitionOfficer" => "Cán bộ tiếp công dân",
            "administrator" => "Quản trị",
            _ => role,
        };

    public async Task OnGet(CancellationToken ct)
    {
        if (!Offered)
            return;
        var name = await agencies.Names(ct);
        Officers = [.. Appointed(agencies.Today).GroupBy(officer => name(officer.Agency))];
    }

    public async Task<IActionResult> OnPost()
    {
        var isCitizen = Kind == "citizen" && Citizens.Contains(Subject);
        var isOfficer =
            Kind == "officer"
            && Appointed(agencies.Today).Any(officer => officer.Subject == Subject);
        if (!Offered || !(isCitizen || isOfficer))
            return NotFound();
        await HttpContext.SignInAsync(HoanKiem.Portal.SignIn.As(Subject!, Kind!));
        return LocalRedirect(
            Url.IsLocalUrl(Ve) ? Ve
            : isOfficer ? "/can-bo/tiep-nhan"
            : "/"
        );
    }

    public async Task<IActionResult> OnPostOut()
    {
        await HttpContext.SignOutAsync();
        return LocalRedirect("/");
    }

    // The seed of the directory: subject,agency,role,from,to.
    private static IEnumerable<Officer> Appointed(DateOnly today)
    {
        using var seed = typeof(SignInModel).Assembly.GetManifestResourceStream(
            "appointments.csv"
        )!;
        using var reader = new StreamReader(seed);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            if (
                Day(cells[3]) is var from
                && (from is null || from <= today)
                && Day(cells[4]) is var to
                && (to is null || to >= today)
            )
                yield return new Officer(cells[0], cells[1], cells[2]);
        }
    }

    private static DateOnly? Day(string cell) =>
        cell.Length == 0 ? null : DateOnly.Parse(cell, CultureInfo.InvariantCulture);

    /// <summary>A person of the directory.</summary>
    internal sealed record Officer(string Subject, string Agency, string Role);
}
