using System.Linq.Expressions;
using System.Reflection;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Npgsql;

namespace HoanKiem.Access;

/// <summary>
/// Refuses a query of the application's login that reads a reachable table and did not go through <see cref="Visibility"/>: it fails the
/// first time that it is translated, in every environment. A search or a join cannot skip the filter by being new.
/// </summary>
internal sealed class ReachGuard(ServiceDatabaseOptions database) : IQueryExpressionInterceptor
{
    private static readonly MethodInfo Mark = typeof(ReachGuard).GetMethod(nameof(Seen))!;

    /// <summary>Marks rows whose reach is looked after by what comes next.</summary>
    public static IQueryable<T> Seen<T>(IQueryable<T> rows) =>
        rows.Provider.CreateQuery<T>(
            Expression.Call(Mark.MakeGenericMethod(typeof(T)), rows.Expression)
        );

    /// <inheritdoc />
    public Expression QueryCompilationStarting(
        Expression queryExpression,
        QueryExpressionEventData eventData
    )
    {
        // Consumers, relay and clocks see every row of their service.
        var asks =
            eventData.Context?.Database.GetDbConnection() is NpgsqlConnection connection
            && connection.UserName == database.AppRole;
        return new Inspect(asks).Visit(queryExpression);
    }

    // Takes the marks away again: nothing else understands them.
    private sealed class Inspect(bool refuses) : ExpressionVisitor
    {
        private bool _marked;

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.IsGenericMethod && node.Method.GetGenericMethodDefinition() == Mark)
            {
                _marked = true;
                var rows = Visit(node.Arguments[0]);
                _marked = false;
                return rows;
            }

            // Within a query the whole is a row of that query, so the parts can only be said now.
            if (Visibility.IsOf(node.Method))
            {
                _marked = true;
                var rows = Visit(node.Arguments[0]);
                _marked = false;
                return Visibility.Parts(node.Method, rows, Visit(node.Arguments[1]));
            }

            // What the mark was put on is the first argument; what else a call takes has to be marked by itself.
            var marked = _marked;
            var arguments = new Expression[node.Arguments.Count];
            var on = Visit(node.Object);
            for (var i = 0; i < arguments.Length; i++)
            {
                _marked = marked && i == 0;
                arguments[i] = Visit(node.Arguments[i]);
            }

            _marked = marked;
            return node.Update(on, arguments);
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is not EntityQueryRootExpression root)
                return base.VisitExtension(node);
            if (refuses && !_marked && WaysOf.Type(root.EntityType.ClrType) is not null)
                throw new InvalidOperationException(
                    $"{root.EntityType.ClrType.Name} is read without Visible(…) or Of(…): whoever asks would see rows outside their reach."
                );
            return node;
        }
    }
}
