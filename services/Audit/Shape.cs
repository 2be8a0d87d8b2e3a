using System.Collections.Concurrent;
using System.Linq.Expressions;
using HoanKiem.Access;

namespace HoanKiem.Audit;

/// <summary>What the audit keeps of a row: its dossier, the citizen whose matter it is, the agency. Read by compiled accessors, once for each type.</summary>
internal sealed class Shape
{
    private static readonly ConcurrentDictionary<Type, Shape?> Known = new();

    private readonly Func<object, Guid?> _id;

    private Shape(Func<object, Guid?> id, Type type)
    {
        _id = id;
        Owner = Read<string?>(type, "OwnerSubject") ?? (_ => null);
        Agency =
            Read<string?>(type, "ReceivingAgency") ?? Read<string?>(type, "Agency") ?? (_ => null);
    }

    /// <summary>Subject of the citizen whose matter it is.</summary>
    public Func<object, string?> Owner { get; }

    /// <summary>The agency whose matter it is.</summary>
    public Func<object, string?> Agency { get; }

    /// <summary>The dossier, or the row itself where it is of none.</summary>
    public Guid? Id(object row) => _id(row);

    /// <summary>The shape of a type; null when its rows are in nobody's reach, or only part of one that is.</summary>
    public static Shape? Of(Type type) =>
        Known.GetOrAdd(
            type,
            of =>
                WaysOf.Type(of) is { } ways
                && (
                    Read<Guid?>(of, "DossierId")
                    ?? (ways.Wholes.Count == 0 ? Read<Guid?>(of, "Id") : null)
                )
                    is { } id
                    ? new Shape(id, of)
                    : null
        );

    private static Func<object, T>? Read<T>(Type type, string name)
    {
        if (
            type.GetProperty(name) is not { } property
            || (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
                != (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T))
        )
            return null;
        var row = Expression.Parameter(typeof(object));
        return Expression
            .Lambda<Func<object, T>>(
                Expression.Convert(
                    Expression.Property(Expression.Convert(row, type), property),
                    typeof(T)
                ),
                row
            )
            .Compile();
    }
}
