using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.SignIn;
using HoanKiem.ServiceDefaults.Edges;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Identity.Pages;

/// <summary>/connect/mat-khau — a person who has a password of ours takes another one; whoever else is signed in with it is signed out.</summary>
internal sealed class PasswordModel(
    IdentityDb db,
    Sessions sessions,
    SignOuts signOuts,
    Attempts attempts,
    Guesses guesses
) : PageModel
{
    /// <summary>Whose password; none when nobody is signed in who has one.</summary>
    public string? UserName { get; private set; }

    public bool Changed { get; private set; }

    public (string Vi, string En)? Fault { get; private set; }

    public async Task OnGet() => await Who();

    public async Task OnPost(string? now, string? next, string? again, CancellationToken ct)
    {
        if (await Who() is not { } current)
            return;
        // Whoever sits down at somebody's open session has not signed in and guesses like anybody else.
        if (
            guesses.Begin(HttpContext, at: null, out var guess) is not null
            || await attempts.Begin(UserName!, ct) is not null
        )
        {
            guess?.Dispose();
            Fault = (
                "Sai nhiều lần liên tiếp. Hãy thử lại sau ít phút.",
                "Too many wrong attempts. Try again in a few minutes."
            );
            return;
        }

        using var looking = guess!;
        if (!Passwords.Verify(current.Account.PasswordHash, now ?? ""))
        {
            await looking.Missed();
            Fault = ("Mật khẩu hiện tại không đúng.", "The current password is wrong.");
            return;
        }

        await attempts.Succeeded(UserName!, ct);
        Fault =
            next != again
                ? ("Hai lần nhập mật khẩu mới không giống nhau.", "The new passwords differ.")
                : PasswordRules.Refuse(next ?? "", UserName);
        if (Fault is not null)
            return;
        current.Account.ChangePassword(Passwords.Chosen(next!));
        await db.SaveChangesAsync(ct);
        await signOuts.EndOthers(current.Account.Subject, current.Session.Id, ct);
        Changed = true;
    }

    private async Task<(Account Account, SignInSession Session)?> Who()
    {
        if (
            await sessions.Current(HttpContext)
            is not { Account: { UserName: { } name, PasswordHash: not null } } current
        )
            return null;
        UserName = name;
        return current;
    }
}
