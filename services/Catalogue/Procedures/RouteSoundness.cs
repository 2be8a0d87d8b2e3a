using HoanKiem.ServiceDefaults;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>A route that cannot come to an end is refused before anybody is sent along it.</summary>
internal static class RouteSoundness
{
    private static readonly HashSet<string> Kinds =
    [
        "examine",
        "question",
        "sign",
        "give",
        "external",
    ];

    public static Refusal? Refuses(IReadOnlyList<ContentStep> route)
    {
        var keys = route.Select(step => step.Key).ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0 || keys.Count != route.Count)
            return Refusals.Unsound(
                "Quy trình cần ít nhất một bước, mỗi bước một khóa riêng.",
                "A route needs at least one step, each with a key of its own."
            );
        foreach (var step in route)
        {
            if (!Kinds.Contains(step.Kind))
                return Refusals.Unsound(
                    $"Bước “{step.Key}” có loại không biết: “{step.Kind}”.",
                    $"Step \"{step.Key}\" is of an unknown kind: \"{step.Kind}\"."
                );
            if (step.After.FirstOrDefault(key => !keys.Contains(key)) is { } missing)
                return Refusals.Unsound(
                    $"Bước “{step.Key}” chờ bước “{missing}” không có.",
                    $"Step \"{step.Key}\" waits for \"{missing}\", which does not exist."
                );
        }

        if (route.All(step => step.Kind is not ("sign" or "give")))
            return Refusals.Unsound(
                "Quy trình không có bước ký hoặc trả ngay.",
                "The route has no step that signs or gives."
            );

        // Whoever waits for nobody goes first; when no one can go and some are left, they wait for each other.
        var left = route.ToList();
        for (var done = new HashSet<string>(StringComparer.Ordinal); left.Count > 0; )
        {
            var ready = left.Where(step => step.After.All(done.Contains)).ToArray();
            if (ready.Length == 0)
                return Refusals.Unsound(
                    $"Các bước chờ lẫn nhau: {string.Join(", ", left.Select(step => step.Key))}.",
                    $"These steps wait for each other: {string.Join(", ", left.Select(step => step.Key))}."
                );
            done.UnionWith(ready.Select(step => step.Key));
            left.RemoveAll(ready.Contains);
        }

        return null;
    }
}
