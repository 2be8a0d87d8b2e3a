using System.Globalization;
using System.Security.Claims;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.Access;

/// <summary>What kind of caller a token names.</summary>
public enum CallerKind
{
    /// <summary>Nobody signed in.</summary>
    Anonymous,

    /// <summary>A citizen (công dân), or a legal person.</summary>
    Citizen,

    /// <summary>An officer (cán bộ, công chức); what they may do is in <c>reach</c>.</summary>
    Officer,

    /// <summary>A system: the national portal, a carrier, another agency.</summary>
    Client,

    /// <summary>Nobody signed in, but they hold the secret code of one thing, which is then their subject.</summary>
    Holder,

    /// <summary>Nobody signed in, but they know the number of one thing, which is then their subject.</summary>
    Onlooker,
}

/// <summary>Who calls, from the validated token: a parameter of a handler. It says nothing about rights.</summary>
/// <param name="Subject">Stable and opaque; empty for nobody.</param>
/// <param name="Kind">Which kind.</param>
/// <param name="Assurance">Assurance level of the sign-in, 1 to 3; 0 when the token does not say.</param>
public sealed record Caller(string Subject, CallerKind Kind, int Assurance)
{
    /// <summary>Nobody signed in.</summary>
    public static Caller Nobody { get; } = new("", CallerKind.Anonymous, 0);

    /// <summary>The request changes nothing (GET, or a question in a body): what somebody may only read counts in no other.</summary>
    public bool ReadsOnly { get; init; }

    /// <summary>How often, when the token was issued, something had been taken away from the subject in the directory.</summary>
    public int Endings { get; init; }

    /// <summary>Reads the claims of a validated token.</summary>
    public static Caller Of(ClaimsPrincipal? user)
    {
        if (user?.FindFirstValue(TokenClaims.Subject) is not { Length: > 0 } subject)
            return Nobody;
        var kind = user.FindFirstValue(TokenClaims.Kind) switch
        {
            "citizen" => CallerKind.Citizen,
            "officer" => CallerKind.Officer,
            "client" => CallerKind.Client,
            _ => CallerKind.Anonymous,
        };
        _ = int.TryParse(
            user.FindFirstValue(TokenClaims.Assurance),
            CultureInfo.InvariantCulture,
            out var assurance
        );
        _ = int.TryParse(
            user.FindFirstValue(TokenClaims.Endings),
            CultureInfo.InvariantCulture,
            out var endings
        );
        return kind == CallerKind.Anonymous
            ? Nobody
            : new Caller(subject, kind, assurance) { Endings = endings };
    }

    internal static string NameOf(CallerKind kind) =>
        kind switch
        {
            CallerKind.Citizen => "citizen",
            CallerKind.Officer => "officer",
            CallerKind.Client => "client",
            _ => "",
        };
}

/// <summary>
/// Who asks in this request: whoever the token names, until an endpoint that takes no token has found out otherwise, from a code or a
/// signature. Whatever reads the database asks here, and asks late.
/// </summary>
public sealed class Asking(IHttpContextAccessor http)
{
    private ClaimsPrincipal? _user;
    private Caller? _caller;

    /// <summary>The caller.</summary>
    public Caller Caller
    {
        get
        {
            var user = http.HttpContext?.User;
            if (_caller is not null && (_caller.Kind >= CallerKind.Holder || user == _user))
                return _caller;
            _user = user;
            return _caller = Caller.Of(user) with
            {
                ReadsOnly = http.HttpContext is { } context && OnlyReads.Does(context),
            };
        }
    }

    /// <summary>The endpoint has said that it changes nothing.</summary>
    internal bool HasPromisedToRead =>
        http.HttpContext is { } context && OnlyReads.IsPromised(context);

    /// <summary>It is whoever holds this code.</summary>
    public Caller HolderOf(string code) => _caller = new(code, CallerKind.Holder, 0);

    /// <summary>It is whoever knows this number.</summary>
    public Caller WhoKnows(string number) => _caller = new(number, CallerKind.Onlooker, 0);
}

/// <summary>An endpoint that changes nothing and is asked by a body, because an address is written down everywhere.</summary>
internal sealed record OnlyReads
{
    /// <summary>Whether the request changes nothing.</summary>
    public static bool Does(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        || HttpMethods.IsHead(http.Request.Method)
        || IsPromised(http);

    /// <summary>Whether its endpoint has said so.</summary>
    public static bool IsPromised(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<OnlyReads>() is not null;
}
