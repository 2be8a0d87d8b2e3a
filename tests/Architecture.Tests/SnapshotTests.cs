using System.Linq.Expressions;

namespace HoanKiem.Architecture.Tests;

/// <summary>What EF Core does to every row that it reads or saves.</summary>
public sealed class SnapshotTests
{
    // An expression within the expression is compiled into a delegate, or even built anew, for each row.
    [Fact]
    public void Copying_a_value_makes_nothing_but_the_copy()
    {
        var copies = (
            from model in Models.All
            from type in model.Model.GetEntityTypes()
            from property in type.GetProperties()
            select (
                Name: $"{model.Service} {type.ClrType.Name}.{property.Name}",
                Copy: property.GetValueComparer().SnapshotExpression
            )
        ).ToList();

        Assert.True(copies.Count > 500);
        Rule.Holds(
            "These make expressions for each row; services/ServiceDefaults/Database/ListComparison.cs has no comparer for their type:",
            from copy in copies
            where Makes.Expressions(copy.Copy.Body)
            select copy.Name
        );
    }

    private sealed class Makes : ExpressionVisitor
    {
        private bool _expressions;

        public static bool Expressions(Expression body)
        {
            var makes = new Makes();
            makes.Visit(body);
            return makes._expressions;
        }

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            _expressions = true;
            return node;
        }
    }
}
