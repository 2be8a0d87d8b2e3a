using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.SignIn;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Accounts;

/// <summary>
/// The command <c>account</c>, for whoever runs the service: the first officers have nobody who could enter them, and an account may have to be
/// closed at once. A password comes from standard input, never from the command line.
/// </summary>
internal static class AccountCommand
{
    private const string Usage = """
        account add SUBJECT USER-NAME citizen|officer LEVEL   a new account; the password is read from standard input
        account password USER-NAME                            another password, from standard input; sessions end
        account disable USER-NAME                             nobody signs in with it, and its sessions end
        account enable USER-NAME
        account link USER-NAME ISSUER UPSTREAM-SUBJECT        signs in at this upstream provider too
        """;

    public static async Task<bool> Run(
        IServiceProvider services,
        string[] args,
        TextReader input,
        TextWriter output
    )
    {
        if (args is not ["account", .. var words])
            return false;
        try
        {
            await Do(services, words, input);
            await output.WriteLineAsync("done");
        }
        catch (InvalidOperationException refused)
        {
            await output.WriteLineAsync(refused.Message);
            Environment.ExitCode = 1;
        }

        return true;
    }

    private static async Task Do(IServiceProvider services, string[] words, TextReader input)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var sessions = scope.ServiceProvider.GetRequiredService<Sessions>();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        switch (words)
        {
            case ["add", var subject, var userName, "citizen" or "officer", "1" or "2"]:
                db.Add(
                    Account.WithPassword(
                        subject,
                        userName,
                        Passwords.Chosen(ReadPassword(input, userName)),
                        words[3] == "officer" ? AccountKind.Officer : AccountKind.Citizen,
                        words[4] == "2" ? 2 : 1,
                        now
                    )
                );
                break;
            case ["password", var userName]:
                var changed = await Find(userName);
                changed.ChangePassword(Passwords.Chosen(ReadPassword(input, userName)));
                await sessions.End(await sessions.Of(changed.Subject, default), default);
                break;
            case ["disable", var userName]:
                var account = await Find(userName);
                account.Disable(now);
                await sessions.End(await sessions.Of(account.Subject, default), default);
                break;
            case ["enable", var userName]:
                (await Find(userName)).Enable();
                break;
            case ["link", var userName, var issuer, var upstreamSubject]:
                db.Add(UpstreamIdentity.Link(issuer, upstreamSubject, await Find(userName), now));
                break;
            default:
                throw new InvalidOperationException(Usage);
        }

        await db.SaveChangesAsync();

        async Task<Account> Find(string userName)
        {
            var folded = Account.Folded(userName);
            return await db.Accounts.SingleOrDefaultAsync(a => a.UserName == folded)
                ?? throw new InvalidOperationException($"There is no account {folded}.");
        }
    }

    private static string ReadPassword(TextReader input, string userName)
    {
        var password = input.ReadLine() ?? "";
        return PasswordRules.Refuse(password, userName) is { } refused
            ? throw new InvalidOperationException(refused.En)
            : password;
    }
}
