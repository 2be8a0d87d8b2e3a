using Microsoft.AspNetCore.Http;

namespace HoanKiem.ServiceDefaults.Edges;

/// <summary>How cookies are set: for no script, and under TLS for this host alone.</summary>
public static class SafeCookies
{
    /// <summary>Where every cookie under TLS begins: browsers take such a one only from the host itself, so that no neighbour can plant it.</summary>
    public const string OfHost = "__Host-";

    /// <summary>Gives a cookie its name and its bounds.</summary>
    /// <param name="cookie">The cookie.</param>
    /// <param name="name">Its name, without TLS.</param>
    /// <param name="overTls">Whether people reach the site with TLS; on a developer's machine they do not.</param>
    /// <param name="sameSite">Lax where people come back from another site; strict where only our own pages send it.</param>
    /// <param name="path">To which addresses a browser sends it where there is no TLS; with it, to the whole host: the price of <see cref="OfHost"/>.</param>
    public static void Protect(
        this CookieBuilder cookie,
        string name,
        bool overTls,
        SameSiteMode sameSite,
        string path = "/"
    )
    {
        cookie.Name = overTls ? OfHost + name : name;
        cookie.Path = overTls ? "/" : path;
        cookie.HttpOnly = true;
        cookie.SameSite = sameSite;
        cookie.SecurePolicy = overTls
            ? CookieSecurePolicy.Always
            : CookieSecurePolicy.SameAsRequest;
    }
}
