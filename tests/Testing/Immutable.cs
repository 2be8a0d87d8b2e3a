using System.Reflection;
using System.Runtime.CompilerServices;

namespace HoanKiem.Testing;

/// <summary>Finds what of a value can be changed in place.</summary>
public static class Immutable
{
    /// <summary>One line for each member, of the type or of what it holds, that can be changed; none when nothing can.</summary>
    public static IReadOnlyList<string> Changeable(Type type) => [.. Look(type, [])];

    private static IEnumerable<string> Look(Type type, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (
            type.IsPrimitive
            || type.IsEnum
            || type.Assembly == typeof(object).Assembly && !type.IsGenericType && !type.IsArray
            || !seen.Add(type)
        )
            return [];
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return Look(type.GetGenericArguments()[0], seen);
        if (type.IsArray || type.Assembly == typeof(object).Assembly)
            return [$"{type} is a collection that can be changed"];
        return type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .SelectMany(property =>
                CanBeSet(property)
                    ? [$"{type.Name}.{property.Name} can be set"]
                    : Look(property.PropertyType, seen)
            );
    }

    private static bool CanBeSet(PropertyInfo property) =>
        property.SetMethod is { IsPrivate: false } set
        && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
