using HoanKiem.Portal.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Account;

/// <summary>/tai-khoan — who is signed in, how surely, and the way out: here, or on all devices.</summary>
internal sealed class AccountModel : PageModel
{
    /// <summary>The sign-in did not come about.</summary>
    public bool Failed { get; private set; }

    /// <summary>They wanted to open a page that is not for them.</summary>
    public bool NotForThem { get; private set; }

    public string HigherLevel { get; } = Door.Address("/tai-khoan", 2);

    public void OnGet(string? loi, string? ve) =>
        (Failed, NotForThem) = (loi is not null, ve is not null && User.IsSignedIn());

    public IActionResult OnPost(bool everywhere)
    {
        if (!User.IsSignedIn())
            return RedirectToPage();
        var properties = new AuthenticationProperties { RedirectUri = "/" };
        properties.SetParameter(Setup.SignOutEverywhere, everywhere);
        return SignOut(
            properties,
            CookieAuthenticationDefaults.AuthenticationScheme,
            OpenIdConnectDefaults.AuthenticationScheme
        );
    }
}
