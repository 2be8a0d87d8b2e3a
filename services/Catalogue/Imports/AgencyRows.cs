using HoanKiem.Catalogue.Agencies;
using HoanKiem.Contracts.Catalogue.V1;

namespace HoanKiem.Catalogue.Imports;

/// <summary>An agency in one period as the files state it.</summary>
/// <param name="Id">The slug.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record StatedAgency(string Id, AgencyAttributes Attributes);

/// <summary>Who took over from an agency on a day.</summary>
/// <param name="Id">The predecessor.</param>
/// <param name="Effective">First day of the successors.</param>
/// <param name="Successors">All of them.</param>
internal sealed record StatedSuccession(
    string Id,
    DateOnly Effective,
    IReadOnlyList<Successor> Successors
);

/// <summary>Reads the files about agencies. On one day a unit code and a number prefix name one agency only.</summary>
internal sealed class AgencyRows(CatalogueFiles files)
{
    private static readonly string[] Kinds =
    [
        "province",
        "district",
        "ward",
        "specialised",
        "administrative",
        "external",
        "carrier",
        "centre",
        "reception_point",
    ];

    public IReadOnlyList<StatedAgency> Agencies { get; private set; } = [];

    public IReadOnlyList<StatedSuccession> Successions { get; private set; } = [];

    public void Read()
    {
        var ids = files["agencies.csv"]
            .Select(row => row.Text("id"))
            .ToHashSet(StringComparer.Ordinal);
        var seen = new List<StatedAgency>();
        foreach (var row in files["agencies.csv"])
        {
            var agency = new StatedAgency(
                row.Matching("id", Row.Slug()),
                new AgencyAttributes(
                    row.OneOf("kind", Kinds),
                    row.Text("name", 300),
                    row.Maybe("unit_code"),
                    row.Maybe("number_prefix"),
                    row.OneOf("prefix_status", "", "demonstration", "official") == "demonstration",
                    row.Maybe("parent"),
                    row.Text("system_of_record", 40),
                    row.List("serves"),
                    row.Date("valid_from"),
                    row.Date("valid_to"),
                    row.Yes("assumed")
                )
            );
            if (agency.Attributes.ValidTo < agency.Attributes.ValidFrom)
                row.Bad(
                    "valid_to",
                    "order",
                    "Ngày cuối trước ngày đầu.",
                    "The last day is before the first."
                );
            foreach (
                var (member, other) in agency
                    .Attributes.Serves.Select(id => ("serves", id))
                    .Append(("parent", agency.Attributes.ParentId ?? agency.Id))
                    .Where(link => !ids.Contains(link.Item2))
            )
                row.Bad(
                    member,
                    "unknown",
                    $"Không có cơ quan “{other}”.",
                    $"There is no agency \"{other}\"."
                );
            foreach (var other in seen.Where(other => Overlap(agency.Attributes, other.Attributes)))
                CheckTogether(row, agency, other);
            seen.Add(agency);
        }

        Agencies = seen;
        Successions =
        [
            .. files["agency_succession.csv"]
                .Select(row =>
                    (
                        Row: row,
                        Id: Known(row, "predecessor", ids),
                        Effective: row.SureDate("effective"),
                        Successor: new Successor(
                            Known(row, "successor", ids),
                            row.OneOf("extent", "whole", "part") == "whole"
                        )
                    )
                )
                .GroupBy(link => (link.Id, link.Effective))
                .Select(group =>
                    State(
                        group.Key.Id,
                        group.Key.Effective,
                        [.. group.Select(link => link.Successor)],
                        group.First().Row
                    )
                ),
        ];
    }

    private static StatedSuccession State(
        string id,
        DateOnly effective,
        IReadOnlyList<Successor> successors,
        Row row
    )
    {
        if (successors.Count > 1 && successors.Any(successor => successor.Whole))
            row.Bad(
                "extent",
                "whole",
                "Đã chuyển toàn bộ thì chỉ có một cơ quan kế thừa.",
                "Whoever takes all is the only successor."
            );
        return new StatedSuccession(id, effective, successors);
    }

    private static void CheckTogether(Row row, StatedAgency agency, StatedAgency other)
    {
        if (agency.Id == other.Id)
            row.Bad(
                "valid_from",
                "overlap",
                "Hai giai đoạn của một cơ quan chồng nhau.",
                "Two periods of one agency overlap."
            );
        if (
            agency.Attributes.UnitCode is { } code
            && code == other.Attributes.UnitCode
            && agency.Attributes.Kind == other.Attributes.Kind
        )
            row.Bad(
                "unit_code",
                "ambiguous",
                $"Cùng lúc mã này là của “{other.Id}”.",
                $"At the same time this code is that of \"{other.Id}\"."
            );
        if (agency.Attributes.NumberPrefix is { } prefix && prefix == other.Attributes.NumberPrefix)
            row.Bad(
                "number_prefix",
                "ambiguous",
                $"Cùng lúc mã định danh này là của “{other.Id}”.",
                $"At the same time this prefix is that of \"{other.Id}\"."
            );
    }

    private static bool Overlap(AgencyAttributes a, AgencyAttributes b) =>
        (a.ValidFrom ?? DateOnly.MinValue) <= (b.ValidTo ?? DateOnly.MaxValue)
        && (b.ValidFrom ?? DateOnly.MinValue) <= (a.ValidTo ?? DateOnly.MaxValue);

    private static string Known(Row row, string member, HashSet<string> ids)
    {
        var id = row.Text(member);
        if (!ids.Contains(id))
            row.Bad(
                member,
                "unknown",
                $"Không có cơ quan “{id}”.",
                $"There is no agency \"{id}\"."
            );
        return id;
    }
}
