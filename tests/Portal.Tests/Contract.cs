using System.Text.Json;

namespace HoanKiem.Portal.Tests;

/// <summary>The approved OpenAPI files of the services, as far as a client must obey them.</summary>
internal static class Contract
{
    private static readonly Dictionary<string, JsonElement> Files = new(StringComparer.Ordinal);

    /// <summary>A schema of a service.</summary>
    public static JsonElement Schema(string service, string name) =>
        Of(service).TryGetProperty(name, out var schema)
            ? schema
            : throw new InvalidOperationException($"{service} has no schema {name}.");

    /// <summary>What is wrong with a request body: unknown and missing members, and values that an enumeration does not have.</summary>
    public static IEnumerable<string> Faults(
        string service,
        string schema,
        JsonElement body,
        string path = ""
    ) => Faults(service, Schema(service, schema), body, path);

    private static IEnumerable<string> Faults(
        string service,
        JsonElement schema,
        JsonElement value,
        string path
    )
    {
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            if (value.ValueKind == JsonValueKind.Null)
                yield break;
            schema = choices.EnumerateArray().First(choice => choice.TryGetProperty("$ref", out _));
        }

        if (schema.TryGetProperty("$ref", out var reference))
            schema = Schema(service, reference.GetString()!.Split('/')[^1]);
        if (
            schema.TryGetProperty("enum", out var values)
            && !values.EnumerateArray().Any(known => known.ToString() == value.ToString())
        )
            yield return $"{path} is {value}";
        if (schema.TryGetProperty("items", out var items) && value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            foreach (var fault in Faults(service, items, item, path + "[]"))
                yield return fault;
        }

        if (!schema.TryGetProperty("properties", out var members))
            yield break;
        foreach (var member in value.EnumerateObject())
        {
            if (!members.TryGetProperty(member.Name, out var of))
                yield return $"{path}.{member.Name} is unknown";
            else
                foreach (var fault in Faults(service, of, member.Value, $"{path}.{member.Name}"))
                    yield return fault;
        }

        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!))
            {
                if (!value.TryGetProperty(name, out _))
                    yield return $"{path}.{name} is missing";
            }
        }
    }

    private static JsonElement Of(string service)
    {
        lock (Files)
        {
            if (!Files.TryGetValue(service, out var schemas))
            {
                var file = Path.Combine(Site.Root, "contracts", "openapi", $"{service}.v1.json");
                schemas = JsonSerializer
                    .Deserialize<JsonElement>(File.ReadAllText(file))
                    .GetProperty("components")
                    .GetProperty("schemas");
                Files[service] = schemas;
            }

            return schemas;
        }
    }
}
