using System.Net;
using System.Text.RegularExpressions;

namespace HoanKiem.SignIn;

/// <summary>What a visitor sees, or where they were sent away to.</summary>
/// <param name="Address">Address of the page.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">The page.</param>
/// <param name="SentTo">An address outside the site; then there is no page.</param>
public sealed record Visit(Uri Address, int Status, string Text, Uri? SentTo)
{
    /// <summary>A value of the query that the visitor was sent away with.</summary>
    public string? Sent(string name) =>
        SentTo
            ?.Query.TrimStart('?')
            .Split('&')
            .Select(pair => pair.Split('=', 2))
            .Where(pair => pair[0] == name && pair.Length == 2)
            .Select(pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')))
            .FirstOrDefault();
}

/// <summary>A browser as far as signing in needs one: it keeps cookies, follows redirects within the site and fills in forms.</summary>
public sealed partial class Visitor : IDisposable
{
    private const int MostRedirects = 20;
    private readonly HttpClient _http;
    private readonly Uri _site;

    /// <param name="site">The one origin that the visitor looks at.</param>
    /// <param name="handler">What carries the requests; it must neither keep cookies nor follow redirects.</param>
    public Visitor(Uri site, HttpMessageHandler? handler = null)
    {
        _site = site;
        _http = handler is null
            ? new HttpClient(Plain())
            : new HttpClient(handler, disposeHandler: false);
        _http.Timeout = TimeSpan.FromSeconds(60);
    }

    /// <summary>What the visitor's browser keeps.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>A handler that leaves cookies and redirects to the visitor.</summary>
    public static SocketsHttpHandler Plain() =>
        new()
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = 8,
        };

    public Task<Visit> Open(string address) => Go(HttpMethod.Get, new Uri(_site, address), null);

    /// <summary>Sends the form of a page, its hidden fields as they are.</summary>
    public Task<Visit> Send(Visit page, params IEnumerable<KeyValuePair<string, string>> fields)
    {
        var form = Form().Match(page.Text);
        if (page.Status is 429 or >= 500)
            throw new HttpRequestException($"{page.Address.AbsolutePath} answers {page.Status}.");
        if (!form.Success)
            throw new InvalidOperationException(
                $"There is no form at {page.Address.AbsolutePath} ({page.Status}): {page.Text}"
            );
        var action = Attribute(form.Groups["open"].Value, "action");
        var filled = Input()
            .Matches(form.Groups["body"].Value)
            .Select(input => input.Value)
            .Where(input => Attribute(input, "type") == "hidden")
            .ToDictionary(
                input => Attribute(input, "name")!,
                input => Attribute(input, "value") ?? "",
                StringComparer.Ordinal
            );
        foreach (var (name, value) in fields)
            filled[name] = value;
        return Go(
            HttpMethod.Post,
            action is null ? page.Address : new Uri(page.Address, action),
            new FormUrlEncodedContent(filled)
        );
    }

    public void Dispose() => _http.Dispose();

    private async Task<Visit> Go(HttpMethod method, Uri address, HttpContent? content)
    {
        for (var redirects = 0; redirects < MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(method, address) { Content = content };
            if (Cookies.GetCookieHeader(address) is { Length: > 0 } cookies)
                request.Headers.Add("Cookie", cookies);
            using var answer = await _http.SendAsync(request);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
                foreach (var cookie in set)
                    Cookies.SetCookies(address, cookie);
            if (
                answer.Headers.Location is not { } location
                || (int)answer.StatusCode is < 300 or > 399
            )
                return new Visit(
                    address,
                    (int)answer.StatusCode,
                    await answer.Content.ReadAsStringAsync(),
                    null
                );
            var next = new Uri(address, location);
            if (next.GetLeftPart(UriPartial.Authority) != _site.GetLeftPart(UriPartial.Authority))
                return new Visit(address, (int)answer.StatusCode, "", next);
            (method, address, content) = (HttpMethod.Get, next, null);
        }

        throw new InvalidOperationException($"Too many redirects, the last one to {address}.");
    }

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"""\b{name}="([^"]*)" """.TrimEnd()) is { Success: true } found
            ? WebUtility.HtmlDecode(found.Groups[1].Value)
            : null;

    [GeneratedRegex(
        @"(?<open><form\b[^>]*\bmethod=""post""[^>]*>)(?<body>.*?)</form>",
        RegexOptions.Singleline
    )]
    private static partial Regex Form();

    [GeneratedRegex("<input\\b[^>]*>")]
    private static partial Regex Input();
}
