using System.Text.RegularExpressions;
using HoanKiem.Contracts;
using HoanKiem.Messaging;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Architecture.Tests;

/// <summary>Who may know whom, and what may be seen from outside.</summary>
public sealed partial class BoundaryTests
{
    private static readonly string[] Shared =
    [
        "HoanKiem.Contracts",
        "HoanKiem.ServiceDefaults",
        "HoanKiem.Messaging",
        "HoanKiem.Access",
        "HoanKiem.Audit",
        "HoanKiem.WorkingTime",
    ];

    [Fact]
    public void There_are_services_to_judge() => Assert.True(Services.Processes.Count() >= 7);

    [Fact]
    public void A_project_file_below_services_references_only_shared_code_and_contracts() =>
        Rule.Holds(
            "These reference another service:",
            from project in Services.Projects
            from reference in project.Includes("ProjectReference")
            where !Shared.Contains(Path.GetFileNameWithoutExtension(reference))
            select $"{project.Folder} -> {reference}"
        );

    [Fact]
    public void What_is_compiled_references_only_shared_code_and_contracts() =>
        Rule.Holds(
            "These use another service:",
            from project in Services.Projects
            from reference in project.Assembly.GetReferencedAssemblies()
            where
                reference.Name!.StartsWith("HoanKiem.", StringComparison.Ordinal)
                && !Shared.Contains(reference.Name)
            select $"{project.Folder} -> {reference.Name}"
        );

    [Fact]
    public void Contracts_reference_nothing()
    {
        Assert.DoesNotContain(
            "Reference",
            Repository.Read("contracts/HoanKiem.Contracts.csproj"),
            StringComparison.Ordinal
        );
        Rule.Holds(
            "Contracts use more than the base library:",
            typeof(Subscriptions)
                .Assembly.GetReferencedAssemblies()
                .Select(reference => reference.Name!)
                .Where(name => !name.StartsWith("System.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Working_time_is_pure()
    {
        var project = Services.Projects.Single(project => project.Folder == "WorkingTime");
        Assert.Empty(
            project.Includes("ProjectReference").Concat(project.Includes("PackageReference"))
        );
        Rule.Holds(
            "Working time can reach files, networks or databases:",
            project
                .Assembly.GetReferencedAssemblies()
                .Select(reference => reference.Name!)
                .Where(name =>
                    !name.StartsWith("System.", StringComparison.Ordinal)
                    || name.StartsWith("System.Net", StringComparison.Ordinal)
                    || name.StartsWith("System.IO", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public void Only_Messaging_knows_MassTransit_and_RabbitMQ()
    {
        Rule.Holds(
            "These are compiled against the broker:",
            from project in Services.Projects
            where project.Folder != "Messaging"
            from reference in project.Assembly.GetReferencedAssemblies()
            where Broker().IsMatch(reference.Name!)
            select $"{project.Folder} -> {reference.Name}"
        );
        Rule.Holds(
            "These name the broker's libraries:",
            Repository
                .Files.Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".cshtml")
                .Where(file =>
                    !file.StartsWith("services/Messaging/", StringComparison.Ordinal)
                    && !file.StartsWith("tests/Messaging.Tests/", StringComparison.Ordinal)
                    // Its baselines speak to the broker themselves.
                    && !file.StartsWith("tests/Benchmarks/", StringComparison.Ordinal)
                    // It starts a broker and waits until one can speak to it.
                    && !file.StartsWith("tests/Containers/", StringComparison.Ordinal)
                    && !file.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal)
                )
                .Where(file => Broker().IsMatch(Repository.Read(file)))
        );
    }

    [Fact]
    public void Services_do_not_call_each_other_over_HTTP()
    {
        var own = Services.Processes.Select(service => service.Name).ToHashSet();
        Rule.Holds(
            "Only the portal asks services, and only tokens' keys are read from Identity:",
            from file in Repository.Code
            where
                file.StartsWith("services/", StringComparison.Ordinal)
                && !file.StartsWith("services/Portal/", StringComparison.Ordinal)
                && file != "services/ServiceDefaults/Tokens/ServiceTokens.cs"
            from Match address in ServiceAddress().Matches(Repository.Read(file))
            where own.Contains(address.Groups[1].Value.ToLowerInvariant())
            select $"{file}: {address.Value}"
        );
    }

    [Fact]
    public void Everything_in_a_service_is_internal() =>
        Rule.Holds(
            "These can be seen outside their service (only attributes may):",
            from service in Services.Processes
            from type in service.Types
            where type.IsPublic && !type.IsSubclassOf(typeof(Attribute))
            select type.FullName!
        );

    [Fact]
    public void Everything_is_sealed() =>
        Rule.Holds(
            "These can be inherited from:",
            from project in Services.Projects
            from type in project.Types
            where type is { IsClass: true, IsSealed: false }
            select type.FullName!
        );

    [Fact]
    public void An_interface_in_a_service_has_two_implementations() =>
        Rule.Holds(
            "These interfaces have fewer:",
            from service in Services.Processes
            from type in service.Types
            where
                type.IsInterface
                && service.Types.Count(other => other.IsClass && type.IsAssignableFrom(other)) < 2
            select type.FullName!
        );

    [Fact]
    public void Names_say_what_a_thing_is() =>
        Rule.Holds(
            "These names say only what kind of class it is:",
            from service in Services.Processes
            from type in service.Types
            where EmptyName().IsMatch(type.Name) && !type.IsSubclassOf(typeof(PageModel))
            select type.FullName!
        );

    [Fact]
    public void Every_service_with_messages_gives_its_operator_the_means()
    {
        Rule.Holds(
            "These do not map the operations of messaging:",
            from service in Services.WithApi
            where
                service.Messaging() is not null
                && !Repository
                    .Read($"services/{service.Folder}/Program.cs")
                    .Contains("MapMessagingOperations()", StringComparison.Ordinal)
            select service.Folder
        );
    }

    [Fact]
    public void Handlers_are_sealed_classes_that_nobody_else_sees() =>
        Rule.Holds(
            "These handlers are open:",
            from service in Services.Processes
            from type in service.Types
            where type.GetInterfaces().Any(IsHandle) && (!type.IsSealed || type.IsPublic)
            select type.FullName!
        );

    internal static bool IsHandle(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IHandle<>);

    [GeneratedRegex(@"\bMassTransit\b|\bRabbitMQ\.Client\b|\bIPublishEndpoint\b|\bIBus\b")]
    private static partial Regex Broker();

    [GeneratedRegex(
        @"services:(?:\{ResourceNames\.)?(\w+)|https?(?:\+https?)?://(?:_http\.)?([a-z]+)\b(?=[""/])"
    )]
    private static partial Regex ServiceAddress();

    [GeneratedRegex("(Manager|Helper|Service|Base|Dto|Model|Util|Utils|Async)$")]
    private static partial Regex EmptyName();
}
