using System.Text.Encodings.Web;
using System.Text.Unicode;
using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.Protocol;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.ServiceDefaults.Secrets;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.DataProtection;

namespace HoanKiem.Identity.SignIn;

/// <summary>Pages, cookie and accounts: everything of the sign-in that is not the protocol.</summary>
internal static class SignInSetup
{
    public static void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var overTls = TokenClaims
            .IssuerOf(builder.Configuration)
            .StartsWith("https:", StringComparison.Ordinal);
        builder.AddSealedKeyRing("identity").PersistKeysToDbContext<IdentityDb>();
        services
            .AddAuthentication()
            .AddCookie(Sessions.Scheme, cookie => Sessions.Configure(cookie, overTls));
        UpstreamSignIn.Add(builder, overTls);
        services.AddAntiforgery(antiforgery =>
            antiforgery.Cookie.Protect(
                "hoankiem-sign-in-form",
                overTls,
                SameSiteMode.Strict,
                "/connect"
            )
        );
        services.AddRazorPages();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Vietnamese letters as they are
        services.AddScoped<Sessions>();
        services.AddScoped<SignOuts>();
        services.AddScoped<Consents>();
        services.AddScoped<Attempts>();
        services.AddHttpClient(SignOuts.Notices, http => http.Timeout = TimeSpan.FromSeconds(3));
        services.AddScoped<DemonstrationAccounts>();
        services.AddSingleton<Preparation>();
        services.AddHostedService(provider => provider.GetRequiredService<Preparation>());
        services.AddHealthChecks().AddCheck<Preparation>("preparation", tags: ["ready"]);
        services.AddHostedService<Forget>();
        services.AddSingleton(
            new StartupCheck(_ =>
            {
                if (
                    !builder.Environment.IsDevelopment()
                    && builder.Configuration[DemonstrationAccounts.Setting] is { Length: > 0 }
                )
                    throw new InvalidOperationException(
                        $"{DemonstrationAccounts.Setting} is for Development only: elsewhere there are no invented people."
                    );
            })
        );
    }
}
