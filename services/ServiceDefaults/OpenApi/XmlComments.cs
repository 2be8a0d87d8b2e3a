using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HoanKiem.ServiceDefaults.OpenApi;

/// <summary>
/// The XML comments of slices and their records become the texts of the document. The framework's generator sees only
/// public types of the project that calls it; slices are internal.
/// </summary>
internal sealed partial class XmlComments
{
    private readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> _comments = new();

    public Task Describe(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken ct
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MethodInfo>().FirstOrDefault() is { DeclaringType: { } slice })
        {
            operation.OperationId ??= slice.Name;
            if (Summary(slice) is { } text)
            {
                // "POST /v1/dossiers — hands in a dossier": the route is said elsewhere already.
                operation.Summary ??= Route().Replace(text, "");
            }
        }

        return Task.CompletedTask;
    }

    public Task Describe(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken ct
    )
    {
        if (context.JsonPropertyInfo is { AttributeProvider: PropertyInfo property })
            schema.Description ??= OfProperty(property);
        else if (
            context.JsonPropertyInfo is null
            && context
                .JsonTypeInfo.Type.Assembly.GetName()
                .Name?.StartsWith("HoanKiem.", StringComparison.Ordinal) == true
        )
            schema.Description ??= Summary(context.JsonTypeInfo.Type);
        return Task.CompletedTask;
    }

    private string? OfProperty(PropertyInfo property)
    {
        if (property.DeclaringType is not { } type)
            return null;
        var comments = Of(type.Assembly);
        if (comments.TryGetValue($"P:{Id(type)}.{property.Name}", out var own))
            return Text(own.Element("summary"));
        return comments.TryGetValue("T:" + Id(type), out var record)
            ? Text(
                record
                    .Elements("param")
                    .FirstOrDefault(param => (string?)param.Attribute("name") == property.Name)
            )
            : null;
    }

    private string? Summary(Type type) =>
        Of(type.Assembly).TryGetValue("T:" + Id(type), out var comment)
            ? Text(comment.Element("summary"))
            : null;

    private static string Id(Type type) =>
        (
            (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name
        ).Replace('+', '.');

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var parts = element
            .Nodes()
            .Select(node =>
                node is XElement inner
                    ? (string?)inner.Attribute("cref") is { } cref
                        ? cref.Split('.', ':')[^1]
                        : inner.Value
                    : node.ToString()
            );
        var text = Space()
            .Replace(System.Net.WebUtility.HtmlDecode(string.Concat(parts)), " ")
            .Trim();
        return text.Length == 0 ? null : text;
    }

    private Dictionary<string, XElement> Of(Assembly assembly) =>
        _comments.GetOrAdd(
            assembly,
            static assembly =>
            {
                var file = Path.ChangeExtension(assembly.Location, ".xml");
                return File.Exists(file)
                    ? XDocument
                        .Load(file)
                        .Descendants("member")
                        .ToDictionary(
                            member => (string)member.Attribute("name")!,
                            StringComparer.Ordinal
                        )
                    : [];
            }
        );

    [GeneratedRegex(@"^[A-Z]+ /\S* — ")]
    private static partial Regex Route();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
