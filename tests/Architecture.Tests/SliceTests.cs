using System.Reflection;
using HoanKiem.Messaging;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Architecture.Tests;

/// <summary>One use case, one file, listed by hand.</summary>
public sealed class SliceTests
{
    [Fact]
    public void Every_slice_is_mapped_by_hand()
    {
        var slices = Services
            .Projects.SelectMany(project => project.Slices.Select(slice => (project, slice)))
            .ToList();

        Assert.True(slices.Count > 40);
        Rule.Holds(
            "These are not in the list of their service:",
            from pair in slices
            where
                !Repository
                    .Read(ListOf(pair.project))
                    .Contains($"{pair.slice.Name}.Map(", StringComparison.Ordinal)
            select $"{pair.slice.FullName} is not in {ListOf(pair.project)}"
        );
    }

    [Fact]
    public void A_slice_lies_in_the_file_of_its_name_and_names_its_route_so() =>
        Rule.Holds(
            "These do not:",
            from service in Services.WithApi
            from slice in service.Slices
            let file = FileOf(slice, service)
            where
                !Repository.Has(file)
                || !Repository
                    .Read(file)
                    .Contains($".WithName(nameof({slice.Name}))", StringComparison.Ordinal)
            select file
        );

    [Fact]
    public void A_slice_has_at_most_250_lines() =>
        Rule.Holds(
            "These are longer:",
            from service in Services.WithApi
            from slice in service.Slices
            let file = FileOf(slice, service)
            where Repository.Has(file) && Repository.Lines(file) > 250
            select $"{file}: {Repository.Lines(file)}"
        );

    // The framework validates public types of the calling compilation only. Ours looks at every record that a handler takes, whatever
    // its visibility; what it cannot see is a class that is not a record. So this is what has to hold: records, sealed, nested in the slice.
    [Fact]
    public void A_request_is_a_public_sealed_record_of_its_slice()
    {
        var requests = Services
            .WithApi.SelectMany(service => service.Types)
            .Where(type => type.Name == "Request")
            .ToList();

        Assert.NotEmpty(requests);
        Rule.Holds(
            "These are not, so nobody validates them:",
            requests
                .Where(type => !(type.IsRecord() && type.IsSealed && type.IsNestedPublic))
                .Select(type => type.FullName!)
        );
    }

    [Fact]
    public void Every_body_that_a_slice_takes_or_gives_is_a_record_of_its_own() =>
        Rule.Holds(
            "These nested types are not sealed records:",
            from service in Services.WithApi
            from slice in service.Slices
            from type in slice.GetNestedTypes(BindingFlags.Public)
            where type.IsClass && !type.Name.Contains('<') && !(type.IsRecord() && type.IsSealed)
            select type.FullName!
        );

    [Fact]
    public void Every_handler_is_listed_in_its_Messaging()
    {
        var handlers = (
            from service in Services.WithApi
            from type in service.Types
            from handled in type.GetInterfaces().Where(BoundaryTests.IsHandle)
            select (service, type, Event: handled.GetGenericArguments()[0])
        ).ToList();

        Assert.True(handlers.Count > 30);
        Rule.Holds(
            "These are never called:",
            from handler in handlers
            let line = $" {handler.Event.Name} -> {handler.type.Name} ("
            where
                handler
                    .service.Messaging()
                    ?.Describe()
                    .Any(l => l.Contains(line, StringComparison.Ordinal)) != true
            select $"{handler.type.FullName}: {handler.Event.Name}"
        );
    }

    [Fact]
    public void Every_deadline_has_its_handler_listed() =>
        Rule.Holds(
            "These are never called:",
            from service in Services.WithApi
            from type in service.Types
            where type.IsClass && type.IsAssignableTo(typeof(IHandleDeadline))
            where
                service
                    .Messaging()
                    ?.Describe()
                    .Any(line =>
                        line.Contains(" deadline ", StringComparison.Ordinal)
                        && line.EndsWith($" -> {type.Name}", StringComparison.Ordinal)
                    ) != true
            select type.FullName!
        );

    [Fact]
    public void Slices_handlers_and_entities_say_what_they_are() =>
        Rule.Holds(
            "These have no summary:",
            from service in Services.Processes
            from type in service.Types
            where
                service.Slices.Contains(type)
                || type.GetInterfaces().Any(BoundaryTests.IsHandle)
                || type.IsAssignableTo(typeof(IHandleDeadline))
                || IsEntity(service, type)
            where string.IsNullOrWhiteSpace(service.SummaryOf(type))
            select type.FullName!
        );

    [Fact]
    public void An_entity_changes_only_through_its_own_methods() =>
        Rule.Holds(
            "These can be changed from outside:",
            from service in Services.WithApi
            from type in service.Types
            where IsEntity(service, type)
            from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            where
                property.DeclaringType == type
                && property.SetMethod is { IsPublic: true } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Any(IsInit)
            select $"{type.FullName}.{property.Name}"
        );

    private static bool IsInit(Type modifier) =>
        modifier == typeof(System.Runtime.CompilerServices.IsExternalInit);

    private static bool IsEntity(ServiceProject service, Type type) =>
        service.Types.Any(mapping =>
            mapping
                .GetInterfaces()
                .Any(face =>
                    face.IsGenericType
                    && face.GetGenericTypeDefinition() == typeof(IEntityTypeConfiguration<>)
                    && face.GetGenericArguments()[0] == type
                )
        );

    private static string ListOf(ServiceProject project) =>
        project.Folder is "Messaging" or "Audit"
            ? $"services/{project.Folder}/Operations/{project.Folder}Operations.cs"
            : $"services/{project.Folder}/Endpoints.cs";

    private static string FileOf(Type slice, ServiceProject service) =>
        "services/"
        + slice.Namespace!["HoanKiem.".Length..].Replace('.', '/')
        + $"/{slice.Name}.cs";
}
