using HoanKiem.SignIn;

namespace HoanKiem.Identity.Tests;

/// <summary>People who sign in, as a client has it done.</summary>
internal static class Given
{
    private static readonly string[] ForPeople = ["openid", "profile", "offline_access"];

    /// <summary>Opens the sign-in page for the demonstration's own client; the address that was asked for belongs to it.</summary>
    public static async Task<(Visit Page, string Verifier)> SignInPage(
        this IdentityApp app,
        Visitor visitor,
        params (string, string)[] more
    )
    {
        await app.Prepared();
        using var client = app.As(Wallet.Player);
        var (verifier, challenge) = OAuthClient.Proof();
        var page = await visitor.Open(
            client.AuthorizeAddress(
                app.Accounts.RedirectUriOf(Wallet.Player),
                [.. ForPeople, "dossiers", "routing"],
                challenge,
                more
            )
        );
        return (page, verifier);
    }

    /// <summary>Fills in user name and password.</summary>
    public static Task<Visit> FillIn(
        this IdentityApp app,
        Visitor visitor,
        Visit page,
        string userName,
        string? password = null
    ) =>
        visitor.Send(
            page,
            new("UserName", userName),
            new("Password", password ?? app.Accounts.SecretOf(userName))
        );

    /// <summary>Somebody signed in, on a browser of their own, with all tokens.</summary>
    public static async Task<Grant> SignedIn(
        this IdentityApp app,
        string userName,
        Visitor? visitor = null
    )
    {
        visitor ??= app.Visitor();
        var (page, verifier) = await app.SignInPage(visitor);
        var visit = page.SentTo is null ? await app.FillIn(visitor, page, userName) : page;
        using var client = app.As(Wallet.Player);
        return await client.Redeem(
            visit.Sent("code") ?? throw new InvalidOperationException(visit.Text),
            app.Accounts.RedirectUriOf(Wallet.Player),
            verifier
        );
    }

    /// <summary>What a refusal of the token endpoint says: the error of OAuth and our problem type.</summary>
    public static async Task<string> Refusal(this Task<Grant> asked)
    {
        var refused = await Assert.ThrowsAsync<NotGrantedException>(() => asked);
        return $"{refused.Status} {refused.Error} {refused.Type?.Split(':')[^1]}";
    }
}
