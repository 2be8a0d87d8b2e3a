using System.Security.Claims;
using HoanKiem.Access;
using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.Persistence;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.SignIn;

/// <summary>Who is signed in: the browser keeps a sealed cookie with the session's id, the database keeps the rest.</summary>
internal sealed class Sessions(IdentityDb db, TimeProvider clock)
{
    /// <summary>The cookie of Identity's own pages; no other process ever sees it.</summary>
    public const string Scheme = "sign-in";

    /// <summary>How often the directory has taken something away from somebody: their next token says so, and whoever has not heard of it gives nothing.</summary>
    public async Task<int> EndingsOf(string subject, CancellationToken ct) =>
        await db.Set<ReachRow>()
            .Where(row => row.Subject == subject)
            .SumAsync(row => row.Endings, ct)
        + await db.Set<Inspection>()
            .Where(inspection => inspection.Inspectors.Contains(subject))
            .SumAsync(inspection => inspection.Endings, ct);

    public static void Configure(CookieAuthenticationOptions cookie, bool overTls)
    {
        cookie.Cookie.Protect("hoankiem-sign-in", overTls, SameSiteMode.Lax, "/connect");
        cookie.ExpireTimeSpan = SignInSession.Longest;
        cookie.SlidingExpiration = false;
    }

    /// <summary>The person and the session of this browser; none when the session has ended or the account is disabled.</summary>
    public async Task<(Account Account, SignInSession Session)?> Current(HttpContext http)
    {
        var cookie = await http.AuthenticateAsync(Scheme);
        return cookie.Principal?.FindFirstValue(TokenClaims.Session) is { } id
            ? await Find(id, http.RequestAborted)
            : null;
    }

    /// <summary>The living session of this id, with its account.</summary>
    public async Task<(Account Account, SignInSession Session)?> Find(
        string id,
        CancellationToken ct
    )
    {
        var found = await db
            .SignInSessions.Where(session => session.Id == id)
            .Join(
                db.Accounts,
                session => session.Subject,
                account => account.Subject,
                (session, account) => new { account, session }
            )
            .SingleOrDefaultAsync(ct);
        return found is { account.DisabledAt: null } && found.session.IsAlive(clock.GetUtcNow())
            ? (found.account, found.session)
            : null;
    }

    /// <summary>Signs in on this browser. The same person goes on with the same session; anybody else begins a new one, and the one before ends.</summary>
    public async Task Begin(HttpContext http, Account account, int assurance)
    {
        var now = clock.GetUtcNow();
        var before = await Current(http);
        SignInSession session;
        if (before?.Account.Subject == account.Subject)
        {
            session = before.Value.Session;
            session.SignInAgain(assurance, now);
        }
        else
        {
            session = SignInSession.Begin(account, assurance, now);
            db.Add(session);
        }

        await db.SaveChangesAsync(http.RequestAborted);
        await http.SignInAsync(
            Scheme,
            new ClaimsPrincipal(
                new ClaimsIdentity([new Claim(TokenClaims.Session, session.Id)], Scheme)
            )
        );
        if (before is { } other && other.Session.Id != session.Id)
            await End([other.Session.Id], http.RequestAborted);
    }

    /// <summary>A sign of life, with the client that gave it.</summary>
    public Task See(SignInSession session, string client, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Database.ExecuteSqlAsync(
            $"""
            update sign_in_session set seen_at = greatest(seen_at, {now}),
                clients = case when {client} = any(clients) then clients else array_append(clients, {client}) end
            where id = {session.Id}
            """,
            ct
        );
    }

    /// <summary>The sessions of a person that have not ended.</summary>
    public async Task<IReadOnlyList<string>> Of(string subject, CancellationToken ct) =>
        await db
            .SignInSessions.Where(session => session.Subject == subject && session.EndedAt == null)
            .Select(session => session.Id)
            .ToListAsync(ct);

    /// <summary>Ends sessions; every refresh token of theirs is refused from now on.</summary>
    /// <returns>Those that had not ended, with the clients to be told.</returns>
    public async Task<IReadOnlyList<SignInSession>> End(
        IReadOnlyCollection<string> ids,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var ended = await db
            .SignInSessions.AsNoTracking()
            .Where(session => ids.Contains(session.Id) && session.EndedAt == null)
            .ToListAsync(ct);
        await db
            .SignInSessions.Where(session => ids.Contains(session.Id) && session.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, now), ct);
        return ended;
    }

    /// <summary>Forgets sessions that ended a day ago.</summary>
    public Task Forget(CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddDays(-1);
        return db.SignInSessions.Where(session => session.EndsAt < before).ExecuteDeleteAsync(ct);
    }
}
