using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace HoanKiem.ServiceDefaults.Database;

/// <summary>
/// Columns that hold a list are compared and copied by methods of our own. Those of EF Core make a comparer for the elements out of
/// expressions each time a row is read or saved, which is a twentieth of what a service does.
/// </summary>
internal sealed class ListComparison : IModelFinalizingConvention
{
    private static readonly Dictionary<Type, ValueComparer> Comparers = new()
    {
        [typeof(string[])] = OfArray<string>(),
        [typeof(Guid[])] = OfArray<Guid>(),
        [typeof(List<string>)] = OfList<string>(),
    };

    /// <inheritdoc />
    public void ProcessModelFinalizing(
        IConventionModelBuilder modelBuilder,
        IConventionContext<IConventionModelBuilder> context
    )
    {
        foreach (var type in modelBuilder.Metadata.GetEntityTypes())
        foreach (var property in type.GetDeclaredProperties())
        {
            if (Comparers.TryGetValue(property.ClrType, out var comparer))
                property.SetValueComparer(comparer);
        }
    }

    private static ValueComparer<T[]> OfArray<T>() =>
        new((a, b) => Same(a, b), list => HashOf(list), list => Copy(list));

    private static ValueComparer<List<T>> OfList<T>() =>
        new((a, b) => Same(a, b), list => HashOf(list), list => CopyOf(list));

    private static bool Same<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other) =>
        ReferenceEquals(one, other)
        || (one is not null && other is not null && one.SequenceEqual(other));

    private static int HashOf<T>(IReadOnlyList<T> list)
    {
        var hash = new HashCode();
        foreach (var item in list)
            hash.Add(item);
        return hash.ToHashCode();
    }

    private static T[] Copy<T>(T[] list) => [.. list];

    private static List<T> CopyOf<T>(List<T> list) => [.. list];
}
