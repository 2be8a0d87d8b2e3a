using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using HoanKiem.Messaging;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Architecture.Tests;

/// <summary>One project below <c>services/</c>.</summary>
/// <param name="Folder">Its folder, e.g. <c>Dossiers</c>.</param>
/// <param name="IsProcess">A service with a process of its own, not shared code.</param>
internal sealed record ServiceProject(string Folder, bool IsProcess)
{
    private readonly Lazy<XDocument> _project = new(() =>
        XDocument.Load(Path.Combine(Repository.Root, PathOf(Folder)))
    );
    private readonly Lazy<Dictionary<string, XElement>> _comments = new(() =>
        XDocument
            .Load(Path.Combine(AppContext.BaseDirectory, $"HoanKiem.{Folder}.xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value)
    );

    /// <summary>The resource name.</summary>
    public string Name => Folder.ToLowerInvariant();

    public Assembly Assembly { get; } = Assembly.Load("HoanKiem." + Folder);

    /// <summary>Types that somebody wrote.</summary>
    public IReadOnlyList<Type> Types => [.. Assembly.GetTypes().Where(IsWritten)];

    /// <summary>HTTP slices: static classes that map a route.</summary>
    public IReadOnlyList<Type> Slices =>
        [
            .. Types.Where(type =>
                type is { IsAbstract: true, IsSealed: true }
                && type.GetMethod("Map", BindingFlags.Static | BindingFlags.Public)?.GetParameters()
                    is [{ ParameterType: var first }]
                && first == typeof(IEndpointRouteBuilder)
            ),
        ];

    /// <summary>What the project file names under <paramref name="item"/>.</summary>
    public IEnumerable<string> Includes(string item) =>
        _project
            .Value.Descendants(item)
            .Select(element => element.Attribute("Include")?.Value ?? "")
            .SelectMany(include => include.Split(';'));

    /// <summary>The first lines of a type's documentation.</summary>
    public string? SummaryOf(Type type) =>
        Comment(type)?.Element("summary")?.Value.ReplaceLineEndings(" ").Trim();

    /// <summary>The documentation of a type.</summary>
    public XElement? Comment(Type type) =>
        _comments.Value.GetValueOrDefault("T:" + type.FullName!.Replace('+', '.'));

    /// <summary>What the service hears and does then, as its <c>Messaging.cs</c> lists it; null when it has none.</summary>
    public ServiceMessaging? Messaging()
    {
        var list = Types
            .SelectMany(type =>
                type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            )
            .SingleOrDefault(method =>
                !method.Name.Contains('<')
                && method.GetParameters() is [{ ParameterType: var first }]
                && first == typeof(ServiceMessaging)
                && method.ReturnType == typeof(void)
            );
        if (list is null)
            return null;

        var messaging = (ServiceMessaging)
            Activator.CreateInstance(
                typeof(ServiceMessaging),
                BindingFlags.Instance | BindingFlags.NonPublic,
                null,
                [Name, new ServiceCollection()],
                null
            )!;
        list.Invoke(null, [messaging]);
        return messaging;
    }

    public static string PathOf(string folder) => $"services/{folder}/HoanKiem.{folder}.csproj";

    private static bool IsWritten(Type type) =>
        type.Namespace is { } space
        && (space == "HoanKiem" || space.StartsWith("HoanKiem.", StringComparison.Ordinal))
        && !space.EndsWith(".Migrations", StringComparison.Ordinal)
        && !IsGenerated(type);

    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<')
        || type.IsDefined(typeof(CompilerGeneratedAttribute), false)
        || type.IsDefined(typeof(GeneratedCodeAttribute), false)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}

/// <summary>Every project below <c>services/</c>, found on disk.</summary>
internal static class Services
{
    public static IReadOnlyList<ServiceProject> Projects { get; } =
    [
        .. Repository
            .Files.Where(file =>
                file.StartsWith("services/", StringComparison.Ordinal)
                && file.EndsWith(".csproj", StringComparison.Ordinal)
            )
            .Select(file => new ServiceProject(
                file.Split('/')[1],
                Repository.Read(file).Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal)
            )),
    ];

    /// <summary>The services themselves.</summary>
    public static IEnumerable<ServiceProject> Processes =>
        Projects.Where(project => project.IsProcess);

    /// <summary>Those that other teams build on: all but the portal, which has pages and no API of its own.</summary>
    public static IEnumerable<ServiceProject> WithApi =>
        Processes.Where(service => service.Folder != "Portal");

    /// <summary>A class whose instances are values: the compiler gives it a <c>&lt;Clone&gt;$</c>.</summary>
    public static bool IsRecord(this Type type) =>
        type is { IsClass: true } && type.GetMethod("<Clone>$") is not null;
}
