using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>Copies of entities, as a DbContext makes them from rows: lists are new, and so is what changes inside them.</summary>
internal static class Copies
{
    private static readonly Func<object, object> Shallow = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<Func<object, object>>();

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Lists = new();

    // Values by themselves, or rows that are only ever added.
    private static readonly ConcurrentDictionary<Type, bool> Changes = new();

    public static T Of<T>(T entity)
        where T : class => (T)Copy(entity);

    private static object Copy(object entity)
    {
        var copy = Shallow(entity);
        foreach (var field in Lists.GetOrAdd(entity.GetType(), ListsOf))
            if (field.GetValue(entity) is IList list)
            {
                var copied = (IList)Activator.CreateInstance(field.FieldType)!;
                foreach (var item in list)
                    copied.Add(Changes.GetOrAdd(item.GetType(), IsChanged) ? Copy(item) : item);
                field.SetValue(copy, copied);
            }
        return copy;
    }

    private static FieldInfo[] ListsOf(Type type) =>
        [
            .. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(field =>
                    field.FieldType.IsGenericType
                    && field.FieldType.GetGenericTypeDefinition() == typeof(List<>)
                ),
        ];

    // A property that can be set after the object was made; records have none.
    private static bool IsChanged(Type type) =>
        type.Namespace?.StartsWith("HoanKiem.", StringComparison.Ordinal) == true
        && !type.Namespace.StartsWith("HoanKiem.Contracts", StringComparison.Ordinal)
        && type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Any(property =>
                property.SetMethod is { } set
                && !set
                    .ReturnParameter.GetRequiredCustomModifiers()
                    .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit))
            );
}
