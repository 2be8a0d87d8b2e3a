using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>What is to be said to the portal for one row.</summary>
/// <param name="RowId">The row.</param>
/// <param name="Service">Service of the portal.</param>
/// <param name="Updating">Whether the portal knows the dossier; none for progress.</param>
/// <param name="Record">The record, null when the dossier cannot be read any more.</param>
internal sealed record PortalRecord(Guid RowId, string Service, bool? Updating, JsonObject? Record);

/// <summary>
/// Turns rows into the portal's records: the dossier itself (DongBoHoSoMC) for its first row, progress (CapNhatTienDoHoSoMC) for every
/// other. Moments are <c>yyyyMMddHHmmss</c> in UTC+07:00. People are opened here, in memory only.
/// </summary>
internal static class PortalRecords
{
    /// <summary>A dossier.</summary>
    public const string NewDossier = "DongBoHoSoMC";

    /// <summary>Progress of a dossier that was told before.</summary>
    public const string Progress = "CapNhatTienDoHoSoMC";

    /// <summary>Records of rows, in the order of the rows.</summary>
    public static async Task<IReadOnlyList<PortalRecord>> Of(
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        IReadOnlyList<SyncRow> rows,
        CancellationToken ct
    )
    {
        var ids = rows.Select(row => row.DossierId).Distinct().ToList();
        var first = await db
            .SyncRows.Where(row => ids.Contains(row.DossierId))
            .GroupBy(row => row.DossierId)
            .Select(group => new { group.Key, Version = group.Min(row => row.Version) })
            .ToDictionaryAsync(group => group.Key, group => group.Version, ct);
        var dossiers = await db
            .Dossiers.AsNoTracking()
            .Where(dossier => ids.Contains(dossier.Id))
            .ToDictionaryAsync(dossier => dossier.Id, ct);
        var applicants = (
            await db
                .Parties.AsNoTracking()
                .Where(party => ids.Contains(party.DossierId) && party.Role == PartyRole.Applicant)
                .ToListAsync(ct)
        ).ToDictionary(party => party.DossierId);
        var nameOf = await rules.Names(ct);

        var records = new List<PortalRecord>(rows.Count);
        foreach (var row in rows)
        {
            var dossier = dossiers[row.DossierId];
            records.Add(
                first[row.DossierId] == row.Version
                    ? new PortalRecord(
                        row.Id,
                        NewDossier,
                        dossier.ExternalCode is not null,
                        Whole(
                            dossier,
                            row,
                            await rules.Of(dossier, ct),
                            applicants[dossier.Id],
                            sealing
                        )
                    )
                    : new PortalRecord(
                        row.Id,
                        Progress,
                        null,
                        Change(dossier, row, nameOf(row.ByAgency))
                    )
            );
        }

        return records;
    }

    private static JsonObject? Whole(
        Dossier dossier,
        SyncRow row,
        ProcedurePublished procedure,
        Party applicant,
        Sealing sealing
    )
    {
        string? Open(string? text) => text is null ? null : sealing.Open(dossier.Id, text);
        try
        {
            return new JsonObject
            {
                ["MaHoSo"] = CodeOf(dossier),
                ["MaTTHC"] = dossier.ProcedureCode,
                ["TenTTHC"] = procedure.Name,
                ["TenLinhVuc"] = procedure.Field,
                ["KenhThucHien"] = dossier.Channel switch
                {
                    Channel.Counter => "1",
                    Channel.Post => "3",
                    _ => "2",
                },
                ["SoBienNhan"] = dossier.Number ?? dossier.RequestCode,
                ["ChuHoSo"] = applicant.Name,
                ["LoaiDoiTuong"] = applicant.IdentityKind == IdentityKind.TaxCode ? "2" : "1",
                ["Email"] = Open(applicant.SealedEmail) ?? "",
                ["SoDienThoai"] = Open(applicant.SealedPhone) ?? "",
                ["TrichYeuHoSo"] = Open(dossier.SealedSubject) ?? procedure.Name,
                ["NgayNopHoSo"] = Moment(dossier.SubmittedAt),
                ["NgayTiepNhan"] = Moment(dossier.AcceptedAt),
                ["NgayHenTra"] = Moment(row.DueAt),
                ["TrangThaiHoSo"] = Status(row),
                ["HinhThuc"] = dossier.Delivery == Delivery.Post ? "1" : "0",
                ["DonViXuLy"] = dossier.DecidedBy,
                ["NoiNopHoSo"] = dossier.ReceivedAt,
                ["GhiChu"] = row.Content,
                ["DinhDanhCHS"] = new JsonObject
                {
                    ["LoaiDinhDanh"] = applicant.IdentityKind switch
                    {
                        IdentityKind.PersonalNumber => "1",
                        IdentityKind.OldCard => "2",
                        _ => "",
                    },
                    ["SoDinhDanh"] = Open(applicant.SealedNumber) ?? "",
                },
            };
        }
        catch (CryptographicException)
        {
            // The dossier's key is gone: what was forgotten stays forgotten.
            return null;
        }
    }

    private static JsonObject Change(Dossier dossier, SyncRow row, string agency) =>
        new()
        {
            ["MaHoSo"] = CodeOf(dossier),
            ["NguoiXuLy"] = row.BySubject,
            ["ChucDanh"] = "",
            ["ThoiDiemXuLy"] = Moment(row.OccurredAt),
            ["PhongBanXuLy"] = agency,
            ["NoiDungXuLy"] = row.Content,
            ["TrangThai"] = Status(row),
            ["NgayBatDau"] = Moment(dossier.AcceptedAt ?? dossier.SubmittedAt),
            ["NgayKetThucTheoQuyDinh"] = Moment(row.DueAt),
        };

    // One code for life: the dossier's number comes only with acceptance, when the portal has known the dossier for a while.
    private static string CodeOf(Dossier dossier) => dossier.ExternalCode ?? dossier.RequestCode;

    private static string Status(SyncRow row) => row.Status.ToString(CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset? at) =>
        at is { } moment
            ? LegalZone.ToLocal(moment).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)
            : "";
}
