using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using HoanKiem.WorkingTime;

namespace HoanKiem.Portal.Backend;

/// <summary>How moments, numbers and people are written on a page.</summary>
internal static class Words
{
    private static readonly CultureInfo Vietnamese = CultureInfo.GetCultureInfo("vi-VN");

    /// <summary>08:05 ngày 14/05/2019, local time.</summary>
    public static string Moment(JsonNode? moment) =>
        moment is null
            ? "–"
            : LegalZone
                .ToLocal(DateTimeOffset.Parse((string)moment!, CultureInfo.InvariantCulture))
                .ToString("HH:mm 'ngày' dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>14/05/2019.</summary>
    public static string Date(JsonNode? moment) =>
        moment is null
            ? "–"
            : LegalZone
                .ToLocal(DateTimeOffset.Parse((string)moment!, CultureInfo.InvariantCulture))
                .ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>67.859.</summary>
    public static string Number(long number) => number.ToString("N0", Vietnamese);

    /// <summary>99,98 %.</summary>
    public static string Percent(decimal? percent) =>
        percent is null ? "–" : percent.Value.ToString("0.##", Vietnamese) + " %";

    public static bool IsOfficer(this ClaimsPrincipal user) =>
        user.FindFirstValue("kind") == "officer";
}
