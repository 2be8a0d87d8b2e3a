using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Access;

/// <summary>
/// The one predicate, for list, search, count, export and audit alike. A query of a reachable table that went through neither of these
/// is refused before it becomes SQL (<see cref="ReachGuard"/>).
/// </summary>
public static class Visibility
{
    private static readonly MethodInfo ContainsAny = typeof(Enumerable)
        .GetMethods()
        .Single(method =>
            method.Name == nameof(Enumerable.Contains) && method.GetParameters().Length == 2
        );

    private static readonly MethodInfo Contains = ContainsAny.MakeGenericMethod(typeof(string));

    private static readonly MethodInfo ContainsDigest = ContainsAny.MakeGenericMethod(
        typeof(byte[])
    );

    private static readonly MethodInfo ContainsGuid = typeof(Queryable)
        .GetMethods()
        .Single(method =>
            method.Name == nameof(Queryable.Contains) && method.GetParameters().Length == 2
        )
        .MakeGenericMethod(typeof(Guid?));

    private static readonly MethodInfo Any = typeof(Enumerable)
        .GetMethods()
        .Single(method =>
            method.Name == nameof(Enumerable.Any) && method.GetParameters().Length == 2
        )
        .MakeGenericMethod(typeof(string));

    private static readonly MethodInfo AnyOf = typeof(Queryable)
        .GetMethods()
        .Single(method =>
            method.Name == nameof(Queryable.Any) && method.GetParameters().Length == 2
        );

    private static readonly MethodInfo WhereMethod = typeof(Queryable)
        .GetMethods()
        .First(method => method.Name == nameof(Queryable.Where));

    private static readonly MethodInfo OfMethod = typeof(Visibility).GetMethod(nameof(Of))!;

    private static readonly MethodInfo VisibleMethod = typeof(Visibility).GetMethod(
        nameof(Visible)
    )!;

    /// <summary>The rows in <paramref name="reach"/>; everything else does not exist for the caller (404).</summary>
    public static IQueryable<T> Visible<T>(this IQueryable<T> rows, Reach reach)
        where T : class, IReachable<T> =>
        reach.Filters ? ReachGuard.Seen(rows).Where(Filter<T>(reach)) : ReachGuard.Seen(rows);

    /// <summary>
    /// The rows that belong to <paramref name="whole"/>, which the caller has reached already: an object that was read, or within a query one
    /// of its rows.
    /// </summary>
    public static IQueryable<T> Of<T, TWhole>(this IQueryable<T> rows, TWhole whole)
        where T : class, IReachable<T>
        where TWhole : class
    {
        var row = Expression.Parameter(typeof(T), "row");
        var part = WaysOf<T>.Declared.Wholes.Single(part => part.Whole == typeof(TWhole));
        return ReachGuard
            .Seen(rows)
            .Where(
                Expression.Lambda<Func<T, bool>>(
                    Expression.Equal(
                        Body(part.Key, row),
                        Value(part.Key.ReturnType, part.KeyOf(whole))
                    ),
                    row
                )
            );
    }

    internal static bool IsOf(MethodInfo method) =>
        method.IsGenericMethod && method.GetGenericMethodDefinition() == OfMethod;

    /// <summary>What <see cref="Of"/> means within a query.</summary>
    internal static Expression Parts(MethodInfo of, Expression rows, Expression whole)
    {
        var types = of.GetGenericArguments();
        var row = Expression.Parameter(types[0], "row");
        var part = WaysOf.Type(types[0])!.Wholes.Single(part => part.Whole == types[1]);
        var key = new Replace(part.WholeKey.Parameters[0], whole).Visit(part.WholeKey.Body)!;
        return Expression.Call(
            WhereMethod.MakeGenericMethod(types[0]),
            rows,
            Expression.Quote(
                Expression.Lambda(
                    Expression.Equal(
                        Body(part.Key, row),
                        Expression.Convert(key, part.Key.ReturnType)
                    ),
                    row
                )
            )
        );
    }

    private static Expression<Func<T, bool>> Filter<T>(Reach reach)
        where T : class, IReachable<T>
    {
        var row = Expression.Parameter(typeof(T), "row");
        var arms = WaysOf<T>
            .Declared.Columns.Select(column => Arm(column, row, reach))
            .Concat(
                // Who knows a number sees the thing itself and nothing of what belongs to it.
                WaysOf<T>
                    .Declared.Wholes.Where(_ => reach.Caller.Kind != CallerKind.Onlooker)
                    .Select(part => Arm(part, row, reach))
            )
            .OfType<Expression>();
        return Expression.Lambda<Func<T, bool>>(
            arms.Aggregate(
                (Expression?)null,
                (all, arm) => all is null ? arm : Expression.OrElse(all, arm)
            ) ?? Expression.Constant(false),
            row
        );
    }

    private static MethodCallExpression? Arm(WayColumn column, ParameterExpression row, Reach reach)
    {
        var body = Body(column.Column, row);
        if (column.Way == Way.Inspection)
            return reach.Inspections.Count == 0
                ? null
                : Expression.Call(ContainsGuid, Inspected(reach).Expression, body);
        if (!Brings(reach.Caller.Kind, column.Way))
            return null;
        if (column.IsDigest)
            return Expression.Call(
                ContainsDigest,
                Value(
                    typeof(byte[][]),
                    reach.Names(column.Way).Select(Convert.FromHexString).ToArray()
                ),
                body
            );
        var names = Value(typeof(string[]), reach.Names(column.Way));
        if (!column.IsArray)
            return Expression.Call(Contains, names, body);
        var name = Expression.Parameter(typeof(string), "name");
        return Expression.Call(
            Any,
            body,
            Expression.Lambda<Func<string, bool>>(Expression.Call(Contains, names, name), name)
        );
    }

    private static MethodCallExpression Arm(PartOfWhole part, ParameterExpression row, Reach reach)
    {
        var set = typeof(DbContext)
            .GetMethod(nameof(DbContext.Set), Type.EmptyTypes)!
            .MakeGenericMethod(part.Whole)
            .Invoke(reach.Db, null);
        var visible = (IQueryable)
            VisibleMethod.MakeGenericMethod(part.Whole).Invoke(null, [set, reach])!;
        var whole = Expression.Parameter(part.Whole, "whole");
        var key = Body(part.WholeKey, whole);
        return Expression.Call(
            AnyOf.MakeGenericMethod(part.Whole),
            visible.Expression,
            Expression.Lambda(
                Expression.Equal(Expression.Convert(key, part.Key.ReturnType), Body(part.Key, row)),
                whole
            )
        );
    }

    private static IQueryable<Guid?> Inspected(Reach reach)
    {
        var inspections = reach.Inspections;
        return reach
            .Db.Set<InspectedDossier>()
            .Where(inspected => inspections.Contains(inspected.InspectionId))
            .Select(inspected => (Guid?)inspected.DossierId);
    }

    // The shape of the filter follows the kind of caller and not the person, so that it is translated once.
    private static bool Brings(CallerKind kind, Way way) =>
        kind == CallerKind.Officer
            ? Rules.OfOfficers.Any(rule => rule.Way == way)
            : Rules.Of(kind) == way;

    private static Expression Body(LambdaExpression column, ParameterExpression row) =>
        new Replace(column.Parameters[0], row).Visit(column.Body)!;

    // A member of an object, so that it becomes a parameter of the statement.
    private static UnaryExpression Value(Type type, object? value) =>
        Expression.Convert(
            Expression.Property(Expression.Constant(new Box(value)), nameof(Box.Names)),
            type
        );

    private sealed record Box(object? Names);

    private sealed class Replace(Expression what, Expression with) : ExpressionVisitor
    {
        public override Expression? Visit(Expression? node) =>
            node == what ? with : base.Visit(node);
    }
}
