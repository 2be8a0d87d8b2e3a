using HoanKiem.Contracts.Catalogue.V1;

namespace HoanKiem.Routing.Cases;

/// <summary>Kinds of a step of a route (bước xử lý).</summary>
internal static class StepKind
{
    public const string Examine = "examine";
    public const string Sign = "sign";
    public const string Give = "give";
    public const string External = "external";
}

/// <summary>The pure rules of a route: a graph whose branches run side by side and join where several come before one.</summary>
internal static class RouteGraph
{
    /// <summary>
    /// The route of a procedure for which none was published: the officer in charge examines and submits, the head of the
    /// agency decides (Nghị định 61/2018, Điều 19 khoản 1–2); what is given at once is given by the clerk (Điều 17 khoản 5).
    /// </summary>
    public static IReadOnlyList<RouteStep> Standard(bool givenAtOnce) =>
        givenAtOnce
            ? [new("give", "Trả kết quả ngay", StepKind.Give, "competent", "ours", null, [], false)]
            :
            [
                new(
                    "examine",
                    "Thẩm định hồ sơ",
                    StepKind.Examine,
                    "competent",
                    "ours",
                    null,
                    [],
                    false
                ),
                new(
                    "sign",
                    "Ký duyệt kết quả",
                    StepKind.Sign,
                    "competent",
                    "ours",
                    null,
                    ["examine"],
                    false
                ),
            ];

    /// <summary>Why a route cannot be followed, as a code; null when it can.</summary>
    public static string? Fault(IReadOnlyList<RouteStep> route)
    {
        var keys = route.Select(s => s.Key).ToHashSet();
        if (keys.Count != route.Count)
            return "key-twice";
        if (route.Any(s => s.After.Any(key => !keys.Contains(key))))
            return "unknown-key";
        if (!route.Any(s => !s.Optional && s.Kind is StepKind.Sign or StepKind.Give))
            return "nobody-decides";

        var done = new HashSet<string>();
        while (
            route.FirstOrDefault(s => !done.Contains(s.Key) && s.After.All(done.Contains))
                is { } next
        )
            done.Add(next.Key);
        return done.Count == route.Count ? null : "circle";
    }

    /// <summary>
    /// The steps that may start now: not started, everything before them done. An optional step that nobody asked for is
    /// passed through: what comes after it waits for what comes before it.
    /// </summary>
    public static IReadOnlyList<Step> MayStart(IReadOnlyCollection<Step> steps)
    {
        var byKey = steps.ToDictionary(s => s.Key);
        return
        [
            .. steps.Where(s =>
                s.State == StepState.Pending
                && !s.IsPassedOver
                && s.After.All(key => IsBehind(byKey[key], byKey))
            ),
        ];
    }

    private static bool IsBehind(Step step, Dictionary<string, Step> byKey) =>
        step.IsDone || (step.IsPassedOver && step.After.All(key => IsBehind(byKey[key], byKey)));
}
