using System.Data.Common;
using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Access;

/// <summary>
/// The statement by which the database finds out for itself what a caller reaches: it reads its own tables of reach and sets, for the
/// transaction, one list of names for each way. Made of <see cref="Rules"/>.
/// </summary>
internal static class ScopeSql
{
    /// <summary>How each of these begins.</summary>
    public const string Beginning = "/* scope */ ";

    private static readonly string[] Officers =
    [
        .. from heard in (bool[])[false, true]
        from reads in (bool[])[false, true]
        select OfOfficer(heard, reads),
    ];

    private static readonly string[] Citizens = [OfCitizen(heard: false), OfCitizen(heard: true)];

    /// <summary>
    /// The statement of a caller; <see cref="Bind"/> says what its parameters are. What a caller does not need is left out of the text and
    /// not switched off by a parameter: the planner would fold that, find every plan of one caller cheaper than one for all, and plan anew
    /// each time, which costs four times what running it does.
    /// </summary>
    public static string Of(Caller caller) =>
        caller.Kind switch
        {
            CallerKind.Officer => Officers[(HasLost(caller) ? 2 : 0) + (caller.ReadsOnly ? 1 : 0)],
            CallerKind.Citizen => Citizens[HasLost(caller) ? 1 : 0],
            CallerKind.Client => OfClient,
            CallerKind.Holder => OfHolder,
            _ => OfOnlooker,
        };

    /// <summary>Adds what <see cref="Of"/> asks for: the subject, and of people the legal day and what they have lost.</summary>
    public static void Bind(DbCommand command, Caller caller, DateOnly day)
    {
        command.Parameters.Add(new NpgsqlParameter<string>("hk_subject", caller.Subject));
        if (caller.Kind is not (CallerKind.Officer or CallerKind.Citizen))
            return;
        command.Parameters.Add(new NpgsqlParameter<DateOnly>("hk_day", day));
        if (HasLost(caller))
            command.Parameters.Add(new NpgsqlParameter<int>("hk_endings", caller.Endings));
    }

    private static string OfClient { get; } = OfSubject(Way.Contract);

    private static string OfHolder { get; } = OfSubject(Way.Code);

    private static string OfOnlooker { get; } = OfSubject(Way.Number);

    /// <summary>The setting that holds the names of a way.</summary>
    public static string Setting(Way way) => $"hoankiem.{way.ToString().ToLowerInvariant()}";

    private static string OfOfficer(bool heard, bool reads) =>
        $$"""
            {{Beginning}}with reached as (
                select r.role, coalesce(l.reaches, r.agency) as agency, coalesce(l.kind, '{{LineKind.Itself}}') as kind
                from reach r left join reach_line l on l.agency = r.agency
                where r.subject = @hk_subject and r.agency is not null
                    and r.valid_from <= @hk_day and (r.valid_to is null or r.valid_to >= @hk_day)
                    and (l.agency is null or l.valid_from <= @hk_day and l.valid_to >= @hk_day
                        and (l.kind in ('{{LineKind.Itself}}', '{{LineKind.Predecessor}}') or r.role = '{{OfficerRole.Leader}}'))
                    {{(heard ? Heard : "")}}
            )
            select {{string.Join(",\n    ", Rules.OfAgencies.Select(OfAgencies))}},
                {{Set(
                Way.Unclaimed,
                $$"""case when bool_or({{Roles(Way.Unclaimed)}}) then '{""}' else '{}' end"""
            )}},
                {{Set(Way.Inspection, reads ? Inspections : "'{}'")}}
            from reached;

            """;

    private static string OfCitizen(bool heard) =>
        $"""
            {Beginning}select {Set(Way.Own, $"""
            array(select @hk_subject union all
                    select principal from reach
                    where subject = @hk_subject and principal is not null
                        and valid_from <= @hk_day and (valid_to is null or valid_to >= @hk_day) {(heard ? Heard : "")})::text
            """)};

            """;

    // An inspector reads and changes nothing.
    private static string Inspections =>
        $$"""
            case when bool_or({{Roles(Way.Inspection)}}) then (
                    select coalesce(array_agg(id), array[]::uuid[])::text from inspection
                    where inspectors @> array[@hk_subject] and valid_from <= @hk_day and valid_to >= @hk_day)
                else '{}' end
            """;

    // The token says how often something was taken away from its subject.
    private static bool HasLost(Caller caller) => caller.Endings > 0;

    // Whoever has not heard of all of that gives nothing.
    private const string Heard = """
        and @hk_endings <= (select coalesce(sum(endings), 0) from reach where subject = @hk_subject)
                            + (select coalesce(sum(endings), 0) from inspection where inspectors @> array[@hk_subject])
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
