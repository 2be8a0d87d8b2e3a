using System.Text.Json;
using System.Text.Json.Nodes;

namespace HoanKiem.SignIn;

/// <summary>The people and programs of the demonstration with their passwords, as Identity wrote them down.</summary>
public sealed class DemoAccounts
{
    /// <summary>Where the AppHost has them written, unless somebody says otherwise.</summary>
    public const string FileName = "demo-accounts.json";

    private readonly Dictionary<string, JsonNode> _byName;

    private DemoAccounts(IEnumerable<JsonNode?> entries) =>
        _byName = entries.ToDictionary(
            entry => (string?)entry!["userName"] ?? (string)entry["clientId"]!,
            entry => entry!,
            StringComparer.Ordinal
        );

    public static DemoAccounts Read(string file) =>
        new(
            JsonNode.Parse(File.ReadAllText(file)) as JsonArray
                ?? throw new JsonException($"{file} is no list.")
        );

    /// <summary>Password of a person, or secret of a program.</summary>
    public string SecretOf(string name) =>
        (string?)(Find(name)["password"] ?? Find(name)["secret"])
        ?? throw new InvalidOperationException($"{name} has no secret.");

    /// <summary>Services that a program may ask for.</summary>
    public IReadOnlyList<string> ScopesOf(string client) =>
        [.. ((JsonArray)Find(client)["scopes"]!).Select(scope => (string)scope!)];

    /// <summary>Where a program that people sign in for has them come back.</summary>
    public Uri RedirectUriOf(string client) => new((string)Find(client)["redirectUri"]!);

    private JsonNode Find(string name) =>
        _byName.TryGetValue(name, out var entry)
            ? entry
            : throw new KeyNotFoundException($"{name} has no account in the demonstration.");
}
