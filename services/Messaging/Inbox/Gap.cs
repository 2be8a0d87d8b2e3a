using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Messaging;

/// <summary>A gap in an aggregate's life that its producer was asked about: an expectation like any other.</summary>
internal static class Gap
{
    public const string Kind = "gap-closed";

    public static string Key(string producer, string aggregate, long heldSequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{producer}:{aggregate}:{heldSequence}");

    /// <summary>The event that waited behind the gap has been applied.</summary>
    public static void Closed(
        IServiceProvider scope,
        string producer,
        string aggregate,
        long heldSequence
    ) =>
        scope.GetRequiredService<IExpectations>().Met(Kind, Key(producer, aggregate, heldSequence));
}
