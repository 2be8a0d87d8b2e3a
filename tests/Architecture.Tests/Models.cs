using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HoanKiem.Architecture.Tests;

/// <summary>The tables of all services, as EF Core knows them.</summary>
internal static class Models
{
    public static IEnumerable<(string Service, IModel Model)> All =>
        from service in Services.Processes
        from factory in service.Types
        where
            factory
                .GetInterfaces()
                .Any(face =>
                    face.IsGenericType
                    && face.GetGenericTypeDefinition() == typeof(IDesignTimeDbContextFactory<>)
                )
        let db = (DbContext)
            factory
                .GetMethod("CreateDbContext", BindingFlags.Public | BindingFlags.Instance)!
                .Invoke(
                    Activator.CreateInstance(factory, nonPublic: true),
                    [Array.Empty<string>()]
                )!
        select (service.Name, db.Model);
}
