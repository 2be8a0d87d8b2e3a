using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;

namespace HoanKiem.Portal.Backend;

/// <summary>Agencies and their names, which depend on the day.</summary>
internal sealed class Agencies(Services services, BusinessClock clock)
{
    /// <summary>Last day of the district and its 18 wards: agencies of then still stand in tables and dossiers.</summary>
    private static readonly DateOnly LastOfDistrict = new(2025, 6, 30);

    /// <summary>The legal day on which the page is looked at.</summary>
    public DateOnly Today => LegalZone.DateOf(clock.GetUtcNow());

    /// <summary>Agencies of today.</summary>
    public Task<IReadOnlyList<AgencyShown>> OfToday(CancellationToken ct) => On(Today, ct);

    /// <summary>Names by slug, of today and of before the reform; a slug that is in neither names itself.</summary>
    public async Task<Func<string, string>> Names(CancellationToken ct)
    {
        var today = await OfToday(ct);
        var before = Today > LastOfDistrict ? await On(LastOfDistrict, ct) : [];
        var names = today
            .Concat(before)
            .DistinctBy(agency => agency.Id)
            .ToDictionary(agency => agency.Id, agency => agency.Name, StringComparer.Ordinal);
        return slug => names.GetValueOrDefault(slug, slug);
    }

    /// <summary>Who may be competent for a procedure of this level today.</summary>
    public async Task<IReadOnlyList<AgencyShown>> For(string level, CancellationToken ct) =>
        [
            .. (await OfToday(ct)).Where(agency =>
                agency.Kind == "ward" && level.Contains("ward", StringComparison.Ordinal)
                || agency.Kind is "district" or "specialised"
                    && level.Contains("district", StringComparison.Ordinal)
            ),
        ];

    private async Task<IReadOnlyList<AgencyShown>> On(DateOnly day, CancellationToken ct) =>
        await services.Get(
            ResourceNames.Catalogue,
            $"/v1/agencies?on={day:yyyy-MM-dd}&limit=100",
            ct
        )
            is { Ok: true } answer
            ? answer.As<Listed<AgencyShown>>().Items
            : [];
}
