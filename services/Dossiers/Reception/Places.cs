using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Dossiers.Reception;

/// <summary>
/// The three places that are never mixed, resolved on the day: where the citizen was helped, where it was received (point and agency),
/// who decides. Since 2025 a point of one ward may receive for another.
/// </summary>
internal sealed record Places(
    string? HelpedAt,
    string ReceivedAt,
    string ReceivingAgency,
    string DecidedBy
)
{
    /// <summary>Resolves slugs on a local day, or says which one is not there.</summary>
    public static async ValueTask<(Places? Places, Refusal? Refusal)> On(
        Rules rules,
        string? helpedAt,
        string receivedAt,
        string competent,
        DateOnly day,
        CancellationToken ct
    )
    {
        if (await rules.Agency(competent, day, ct) is null)
            return (null, AgencyVersion.Unknown(competent, "competentAgency"));
        if (await rules.Agency(receivedAt, day, ct) is not { } point)
            return (null, AgencyVersion.Unknown(receivedAt, "receivedAt"));
        if (helpedAt is not null && await rules.Agency(helpedAt, day, ct) is null)
            return (null, AgencyVersion.Unknown(helpedAt, "helpedAt"));
        return (new(helpedAt, receivedAt, AgencyOf(point), competent), null);
    }

    /// <summary>Agency of a reception point: the point's parent; any other agency is its own.</summary>
    public static string AgencyOf(AgencyRegistered point) =>
        point.Kind == "reception_point" && point.ParentId is { } parent ? parent : point.AgencyId;

    /// <summary>Rules of law on a local day.</summary>
    public static Regime RegimeOn(DateOnly day) =>
        day < new DateOnly(2018, 6, 21) ? Regime.R0
        : day < new DateOnly(2025, 7, 1) ? Regime.R1
        : Regime.R2;
}
