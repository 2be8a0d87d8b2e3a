using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.ServiceDefaults.Http;

namespace HoanKiem.Testing.Probes;

/// <summary>What is asked for.</summary>
/// <param name="Method">GET, POST.</param>
/// <param name="Url">Where.</param>
/// <param name="Body">JSON.</param>
public sealed record Call(HttpMethod Method, string Url, object? Body = null)
{
    /// <summary>The version for <c>If-Match</c>; one that nothing has otherwise.</summary>
    public int Version { get; init; } = 999_999;

    internal HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Method, Url);
        if (Method == HttpMethod.Get)
            return request;
        request.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{Guid.NewGuid():N}\"");
        request.Headers.TryAddWithoutValidation("If-Match", Versions.ETag(Version));
        request.Content = Body switch
        {
            null => null,
            byte[] bytes => new ByteArrayContent(bytes)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") },
            },
            _ => JsonContent.Create(Body, options: JsonDefaults.Options),
        };
        return request;
    }

    // What the request itself says comes back in some answers, and tells nothing.
    internal string Said => Url + (Body is null or byte[] ? "" : JsonSerializer.Serialize(Body));
}

/// <summary>What an operation does with objects.</summary>
internal enum Shape
{
    /// <summary>It is for one object, which is there or is not.</summary>
    One,

    /// <summary>It looks for objects and finds some, or none.</summary>
    Many,

    /// <summary>It answers anybody, and says nothing of what is in an object.</summary>
    Anybody,
}

/// <summary>An operation of the OpenAPI file, and how it is tried.</summary>
public sealed class Operation
{
    private Operation(string id, string kind, Shape shape, Func<Probed, Call> call) =>
        (Id, Kind, Shape, Call) = (id, kind, shape, call);

    /// <summary>Operation id.</summary>
    public string Id { get; }

    internal string Kind { get; }

    internal Shape Shape { get; }

    internal Func<Probed, Call> Call { get; }

    internal Func<Probed, Probed, Call>? CallOfAnother { get; private init; }

    internal IReadOnlyList<string> Urls { get; private init; } = [];

    internal Func<Probed, bool>? Complete { get; private init; }

    internal CallerKind? Only { get; private set; }

    internal bool Reads { get; private init; }

    // What is asked for when nothing is there.
    internal string Nothing { get; private set; } = "000.00.00.H26-000000-0000";

    internal bool Silent { get; private set; }

    internal bool Prints { get; private set; }

    /// <summary>GET of one object.</summary>
    public static Operation Get(string id, string kind, Func<Probed, string> url) =>
        new(id, kind, Shape.One, o => new Call(HttpMethod.Get, url(o))) { Reads = true };

    /// <summary>POST to one object, with a body that nothing is wrong with.</summary>
    public static Operation Post(
        string id,
        string kind,
        Func<Probed, string> url,
        object? body = null
    ) => new(id, kind, Shape.One, o => new Call(HttpMethod.Post, url(o), body));

    /// <summary>POST of a body that names the object.</summary>
    public static Operation Post(string id, string kind, string url, Func<Probed, object> body) =>
        new(id, kind, Shape.One, o => new Call(HttpMethod.Post, url, body(o)));

    /// <summary>A list, by each of these; all of the objects in reach of which <paramref name="complete"/> is true have to be there.</summary>
    public static Operation List(
        string id,
        string kind,
        IEnumerable<string> urls,
        Func<Probed, bool>? complete = null
    ) =>
        new(id, kind, Shape.Many, _ => throw new InvalidOperationException())
        {
            Urls = [.. urls],
            Complete = complete,
            Reads = true,
        };

    /// <summary>A search for one object by something that is known of it.</summary>
    public static Operation Search(string id, string kind, Func<Probed, string> url) =>
        new(id, kind, Shape.Many, o => new Call(HttpMethod.Get, url(o))) { Reads = true };

    /// <summary>The same by a body, for what must not stand in an address.</summary>
    public static Operation Search(string id, string kind, string url, object body) =>
        new(id, kind, Shape.Many, _ => new Call(HttpMethod.Post, url, body)) { Reads = true };

    /// <summary>
    /// An operation on a part of an object, with the part of another one: whoever reaches the one is told nothing of the other, and whoever reaches both
    /// mixes nothing up.
    /// </summary>
    public static Operation Mixed(
        string id,
        string kind,
        HttpMethod method,
        Func<Probed, Probed, string> url,
        object? body = null
    ) =>
        new(id, kind, Shape.One, _ => throw new InvalidOperationException())
        {
            Reads = method == HttpMethod.Get,
            CallOfAnother = (o, other) =>
                new Call(method, url(o, other), body) { Version = o.Version },
        };

    /// <summary>An answer to anybody.</summary>
    public static Operation Open(string id, string kind, Func<Probed, Call> call) =>
        new(id, kind, Shape.Anybody, call) { Reads = true };

    /// <summary>Callers of other kinds are refused whatever they ask for.</summary>
    public Operation For(CallerKind kind)
    {
        Only = kind;
        return this;
    }

    /// <summary>Papers are printed only for a few of those who reach them: the probes are about the others.</summary>
    public Operation ThatPrints()
    {
        Prints = true;
        Silent = true; // compressed; that it is there is noticed where it should not be
        return this;
    }

    /// <summary>Even unprotected it could not show anything: what it shows is nobody's secret.</summary>
    public Operation ShowsNothing()
    {
        Silent = true;
        return this;
    }

    /// <summary>What is asked for by something else than a dossier number: this is nobody's.</summary>
    public Operation WhereNothingIs(string number)
    {
        Nothing = number;
        return this;
    }

    /// <summary>Urls of a list, whole and of each agency.</summary>
    public static IEnumerable<string> ByAgency(string url) =>
        World
            .Agencies.Select(agency => $"{url}{(url.Contains('?') ? '&' : '?')}agency={agency}")
            .Prepend(url);
}
