using System.Collections.Concurrent;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HoanKiem.Access;

/// <summary>
/// A way in which a row comes into somebody's reach. The caller brings names, the row has columns, and one of the names has to stand in
/// one of the columns. Which role brings what is in <see cref="Rules"/>; which columns a row has for it says the row itself.
/// </summary>
public enum Way
{
    /// <summary>It is their own matter, or that of somebody whose mandate they hold.</summary>
    Own,

    /// <summary>It was received at their counter, or their agency owns it.</summary>
    Counter,

    /// <summary>It was routed to their agency.</summary>
    Desk,

    /// <summary>It is a report or a petition to their agency.</summary>
    Petition,

    /// <summary>It belongs to no agency.</summary>
    Unclaimed,

    /// <summary>It is within the contract with their system: it came from it, or is carried by it.</summary>
    Contract,

    /// <summary>They hold its secret code.</summary>
    Code,

    /// <summary>They know its number, which says how far it is and nothing of what belongs to it (Thông tư 01/2018, Điều 16).</summary>
    Number,

    /// <summary>It is in the set that a named inspection may read.</summary>
    Inspection,

    /// <summary>It says what was done in the name of their agency.</summary>
    Oversight,
}

/// <summary>A row that somebody may reach says by which of its columns.</summary>
public interface IReachable<T>
    where T : class, IReachable<T>
{
    /// <summary>Its columns, by way.</summary>
    static abstract Ways<T> Ways { get; }
}

/// <summary>One column of a row and the way that it is for.</summary>
/// <param name="Way">The way.</param>
/// <param name="Column">Reads it from the row.</param>
/// <param name="Writes">Whether what is reached so may be changed, too.</param>
internal sealed record WayColumn(Way Way, LambdaExpression Column, bool Writes)
{
    public bool IsArray => Column.ReturnType == typeof(string[]);

    /// <summary>A digest: the caller brings it in hexadecimal.</summary>
    public bool IsDigest => Column.ReturnType == typeof(byte[]);
}

/// <summary>The row belongs to another one and is reached wherever that one is.</summary>
/// <param name="Whole">The other one.</param>
/// <param name="Key">Reads the other's key from this row.</param>
/// <param name="WholeKey">Reads it from the other one.</param>
internal sealed record PartOfWhole(Type Whole, LambdaExpression Key, LambdaExpression WholeKey)
{
    private readonly Lazy<Delegate> _read = new(() => WholeKey.Compile());

    public object? KeyOf(object whole) => _read.Value.DynamicInvoke(whole);
}

/// <summary>The ways of a type, made once.</summary>
internal static class WaysOf<T>
    where T : class, IReachable<T>
{
    public static IWays Declared { get; } = T.Ways;
}

/// <summary>What <see cref="Ways{T}"/> knows, whatever the type of the row.</summary>
internal interface IWays
{
    /// <summary>Its columns, by way.</summary>
    IReadOnlyList<WayColumn> Columns { get; }

    /// <summary>What it belongs to.</summary>
    IReadOnlyList<PartOfWhole> Wholes { get; }

    /// <summary>Rows that anybody may add, because adding them shows nothing.</summary>
    bool AnyoneAdds { get; }

    /// <summary>Functions of the owner count them, and nothing but the count is seen.</summary>
    bool AreCounted { get; }
}

/// <summary>The ways of a type that is known at run time only.</summary>
internal static class WaysOf
{
    private static readonly ConcurrentDictionary<Type, IWays?> Known = new();

    /// <summary>The ways; null when nobody reaches its rows.</summary>
    public static IWays? Type(Type type) =>
        Known.GetOrAdd(
            type,
            of =>
                of.GetInterfaces()
                    .Any(face =>
                        face.IsGenericType
                        && face.GetGenericTypeDefinition() == typeof(IReachable<>)
                    )
                    ? (IWays)
                        typeof(WaysOf<>)
                            .MakeGenericType(of)
                            .GetProperty("Declared")!
                            .GetValue(null)!
                    : null
        );
}

/// <summary>The columns by which a row is reached, listed one after the other: <c>new Ways&lt;Dossier&gt;().Own(d => d.OwnerSubject)</c>.</summary>
public sealed class Ways<T> : IWays
    where T : class, IReachable<T>
{
    private readonly List<WayColumn> _columns = [];
    private readonly List<PartOfWhole> _wholes = [];
    private bool _anyoneAdds;
    private bool _areCounted;

    IReadOnlyList<WayColumn> IWays.Columns => _columns;

    IReadOnlyList<PartOfWhole> IWays.Wholes => _wholes;

    bool IWays.AnyoneAdds => _anyoneAdds;

    bool IWays.AreCounted => _areCounted;

    /// <summary>Subject of the citizen whose matter it is.</summary>
    public Ways<T> Own(Expression<Func<T, string?>> column) => Add(Way.Own, column);

    /// <summary>Subjects of the citizens whom it is about.</summary>
    public Ways<T> Own(Expression<Func<T, string[]>> column) => Add(Way.Own, column, writes: false);

    /// <summary>The agency in whose name something was done.</summary>
    public Ways<T> Oversight(Expression<Func<T, string?>> column) =>
        Add(Way.Oversight, column, writes: false);

    /// <summary>Where it was received, and who owns it.</summary>
    public Ways<T> Counter(params ReadOnlySpan<Expression<Func<T, string?>>> columns)
    {
        foreach (var column in columns)
            Add(Way.Counter, column);
        return this;
    }

    /// <summary>Agencies whose counters got its papers later.</summary>
    public Ways<T> Counter(Expression<Func<T, string[]>> column) => Add(Way.Counter, column);

    /// <summary>Agencies that it was routed to.</summary>
    public Ways<T> Desk(Expression<Func<T, string[]>> column) => Add(Way.Desk, column);

    /// <summary>The agency that is reported to.</summary>
    public Ways<T> Petition(Expression<Func<T, string?>> column) => Add(Way.Petition, column);

    /// <summary>The agency whose it is, which may be none.</summary>
    public Ways<T> Unclaimed(Expression<Func<T, string?>> column) => Add(Way.Unclaimed, column);

    /// <summary>The system with whose contract it is.</summary>
    public Ways<T> Contract(Expression<Func<T, string?>> column) => Add(Way.Contract, column);

    /// <summary>Something that only its holder knows.</summary>
    public Ways<T> Code(Expression<Func<T, string?>> column) =>
        Add(Way.Code, column, writes: false);

    /// <summary>The digest of something that only its holder knows; with it they may write, too.</summary>
    public Ways<T> Code(Expression<Func<T, byte[]>> column) => Add(Way.Code, column);

    /// <summary>A number that may be asked for.</summary>
    public Ways<T> Number(Expression<Func<T, string?>> column) =>
        Add(Way.Number, column, writes: false);

    /// <summary>The dossier that it is of: inspections name dossiers.</summary>
    public Ways<T> Inspection(Expression<Func<T, Guid?>> column) =>
        Add(Way.Inspection, column, writes: false);

    /// <summary>It belongs to a <typeparamref name="TWhole"/> with this id.</summary>
    public Ways<T> PartOf<TWhole>(Expression<Func<T, Guid?>> key)
        where TWhole : class, IReachable<TWhole>
    {
        var whole = Expression.Parameter(typeof(TWhole), "whole");
        _wholes.Add(
            new PartOfWhole(
                typeof(TWhole),
                key,
                Expression.Lambda(Expression.Property(whole, "Id"), whole)
            )
        );
        return this;
    }

    /// <summary>It belongs to each <typeparamref name="TWhole"/> with the same text.</summary>
    public Ways<T> PartOf<TWhole>(
        Expression<Func<T, string?>> key,
        Expression<Func<TWhole, string?>> wholeKey
    )
        where TWhole : class, IReachable<TWhole>
    {
        _wholes.Add(new PartOfWhole(typeof(TWhole), key, wholeKey));
        return this;
    }

    /// <summary>Anybody may add one.</summary>
    public Ways<T> AddedByAnyone()
    {
        _anyoneAdds = true;
        return this;
    }

    /// <summary>They are counted for everybody, by a function of the database that gives away nothing else.</summary>
    public Ways<T> Counted()
    {
        _areCounted = true;
        return this;
    }

    private Ways<T> Add(Way way, LambdaExpression column, bool writes = true)
    {
        _columns.Add(new WayColumn(way, column, writes));
        return this;
    }
}

/// <summary>Names of columns, from the expressions that read them.</summary>
internal static class ColumnNames
{
    public static string ColumnOf(this IReadOnlyEntityType type, LambdaExpression column)
    {
        var body = column.Body is UnaryExpression { NodeType: ExpressionType.Convert } converted
            ? converted.Operand
            : column.Body;
        var property = type.FindProperty(((MemberExpression)body).Member.Name)!;
        return property.GetColumnName(StoreObjectIdentifier.Table(type.GetTableName()!))!;
    }
}
