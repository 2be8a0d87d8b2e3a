using HoanKiem.Contracts;

namespace HoanKiem.Access;

/// <summary>
/// The statement by which the database finds out for itself what a caller reaches: it reads its own tables of reach and sets, for the
/// transaction, one list of names for each way. Made of <see cref="Rules"/>.
/// </summary>
internal static class ScopeSql
{
    /// <summary>How each of these begins.</summary>
    public const string Beginning = "/* scope */ ";

    /// <summary>For officers: parameters are subject, day, endings and whether the request only reads.</summary>
    public static string OfOfficer { get; } =
        $$"""
            {{Beginning}}with reached as (
                select r.role, coalesce(l.reaches, r.agency) as agency, coalesce(l.kind, '{{LineKind.Itself}}') as kind
                from reach r left join reach_line l on l.agency = r.agency
                where r.subject = @hk_subject and r.agency is not null
                    and r.valid_from <= @hk_day and (r.valid_to is null or r.valid_to >= @hk_day)
                    and (l.agency is null or l.valid_from <= @hk_day and l.valid_to >= @hk_day
                        and (l.kind in ('{{LineKind.Itself}}', '{{LineKind.Predecessor}}') or r.role = '{{OfficerRole.Leader}}'))
                    and {{Heard}}
            )
            select {{string.Join(",\n    ", Rules.OfAgencies.Select(OfAgencies))}},
                {{Set(Way.Unclaimed, $$"""case when bool_or({{Roles(Way.Unclaimed)}}) then '{""}' else '{}' end""")}},
                {{Set(Way.Inspection, $$"""
                case when @hk_reads and bool_or({{Roles(Way.Inspection)}}) then (
                        select coalesce(array_agg(id), array[]::uuid[])::text from inspection
                        where inspectors @> array[@hk_subject] and valid_from <= @hk_day and valid_to >= @hk_day)
                    else '{}' end
                """)}}
            from reached;

            """;

    /// <summary>For citizens: parameters are subject, day and endings.</summary>
    public static string OfCitizen { get; } =
        $"""
            {Beginning}select {Set(Way.Own, $"""
            array(select @hk_subject union all
                    select principal from reach
                    where subject = @hk_subject and principal is not null
                        and valid_from <= @hk_day and (valid_to is null or valid_to >= @hk_day) and {Heard})::text
            """)};

            """;

    /// <summary>For other systems: the parameter is the subject.</summary>
    public static string OfClient { get; } = OfSubject(Way.Contract);

    /// <summary>For whoever holds a code: the parameter is the subject.</summary>
    public static string OfHolder { get; } = OfSubject(Way.Code);

    /// <summary>For whoever knows a number: the parameter is the subject.</summary>
    public static string OfOnlooker { get; } = OfSubject(Way.Number);

    /// <summary>The setting that holds the names of a way.</summary>
    public static string Setting(Way way) => $"hoankiem.{way.ToString().ToLowerInvariant()}";

    // The token says how often something was taken away from its subject; whoever has not heard of all of that gives nothing.
    private const string Heard = """
        (@hk_endings = 0 or @hk_endings <= (select coalesce(sum(endings), 0) from reach where subject = @hk_subject)
                            + (select coalesce(sum(endings), 0) from inspection where inspectors @> array[@hk_subject]))
        """;

    private static string OfSubject(Way way) =>
        $"{Beginning}select {Set(way, "array[@hk_subject]::text")};\n\n";

    private static string OfAgencies(Way way) =>
        Set(
            way,
            $"coalesce(array_agg(distinct agency) filter (where {string.Join(" or ", Rules.OfOfficers.Where(rule => rule.Way == way).Select(Brings))}), '{{}}')::text"
        );

    private static string Brings(Rule rule) =>
        $"role = '{rule.Role}'{(rule.Below ? "" : $" and kind <> '{LineKind.Below}'")}";

    private static string Roles(Way way) =>
        $"role in ({string.Join(", ", Rules.OfOfficers.Where(rule => rule.Way == way).Select(rule => $"'{rule.Role}'"))})";

    private static string Set(Way way, string value) =>
        $"set_config('{Setting(way)}', {value}, true)";
}
