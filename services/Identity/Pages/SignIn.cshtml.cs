using System.Globalization;
using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.Protocol;
using HoanKiem.Identity.SignIn;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Pages;

/// <summary>/connect/dang-nhap — user name and password, or one of the upstream providers; then back to the client's request.</summary>
internal sealed partial class SignInModel(
    IdentityDb db,
    Sessions sessions,
    Attempts attempts,
    Guesses guesses,
    Clients clients,
    IReadOnlyList<Upstream> upstreams,
    IConfiguration configuration,
    ILogger<SignInModel> log
) : PageModel
{
    /// <summary>The client's request to go back to: <c>/connect/authorize?…</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Ve { get; set; }

    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Who asks, when it is none of our own programs.</summary>
    public Client? For { get; private set; }

    /// <summary>The level that the client asks for, when it is more than the lowest.</summary>
    public int? LevelWanted { get; private set; }

    /// <summary>Who is signed in already, not surely enough.</summary>
    public string? SignedInAs { get; private set; }

    /// <summary>Whether people may sign in with a password of ours; where everybody has an upstream account, nobody should.</summary>
    public bool Passwords { get; } = configuration.GetValue("SignIn:Passwords", true);

    public IReadOnlyList<Upstream> Upstreams => upstreams;

    public (string Vi, string En)? Fault { get; private set; }

    public async Task<IActionResult> OnGet(string? loi)
    {
        if (AuthorizeRequest.Read(Ve) is not { } asked)
            return Redirect("/");
        await Show(asked);
        Fault = SignInFault.Words(loi);
        return Page();
    }

    public async Task<IActionResult> OnGetUpstream(string name)
    {
        if (
            AuthorizeRequest.Read(Ve) is not { } asked
            || upstreams.FirstOrDefault(upstream => upstream.Id == name) is not { } chosen
        )
            return Redirect("/");
        var current = await sessions.Current(HttpContext);
        return Challenge(UpstreamSignIn.Leave(asked, again: current is not null), chosen.Scheme);
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        if (AuthorizeRequest.Read(Ve) is not { } asked || !Passwords)
            return Redirect("/");
        await Show(asked);
        if (string.IsNullOrWhiteSpace(UserName) || string.IsNullOrEmpty(Password))
            return Refuse("Hãy điền tên đăng nhập và mật khẩu.", "Fill in user name and password.");
        // By address against one password tried on many names; by name, for all addresses, against many passwords.
        if (guesses.Begin(HttpContext, at: null, out var guess) is not null)
            return Refuse(
                "Có quá nhiều lần thử từ nơi này. Hãy thử lại sau ít phút.",
                "Too many attempts from where you are. Try again in a few minutes."
            );
        using var looking = guess!;
        if (await attempts.Begin(UserName, ct) is { } wait)
            return Refuse(
                $"Sai nhiều lần liên tiếp. Hãy thử lại sau {Seconds(wait)} giây.",
                $"Too many wrong attempts. Try again in {Seconds(wait)} seconds."
            );

        var folded = Account.Folded(UserName);
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.UserName == folded, ct);
        if (
            !Accounts.Passwords.Verify(account?.PasswordHash, Password)
            || account is not { DisabledAt: null }
        )
        {
            LogRefused(log);
            await looking.Missed();
            return Refuse(
                "Tên đăng nhập hoặc mật khẩu không đúng.",
                "User name or password is wrong."
            );
        }

        await attempts.Succeeded(UserName, ct);
        if (account.Kind == AccountKind.Officer && account.Assurance < Assurance.High)
        {
            Fault = SignInFault.Words(SignInFault.OfficerLevel);
            return Page();
        }

        await sessions.Begin(HttpContext, account, account.Assurance);
        return Redirect(asked.Address);
    }

    private async Task Show(AuthorizeRequest asked)
    {
        var client = clients.Find(asked.Client);
        For = client is { Own: false } ? client : null;
        HttpContext.AllowFormsTo(client?.RedirectUris ?? []);
        LevelWanted = asked.Level > Assurance.Low ? asked.Level : null;
        SignedInAs = (await sessions.Current(HttpContext))?.Account.Subject;
    }

    private PageResult Refuse(string vi, string en)
    {
        Fault = (vi, en);
        return Page();
    }

    private static string Seconds(TimeSpan wait) =>
        Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Information, Message = "A sign-in was refused")]
    private static partial void LogRefused(ILogger log);
}
