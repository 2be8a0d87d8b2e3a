using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>What is to be said to the portal for one row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Service">Service of the portal.</param>
/// <param name="Updating">Whether the portal knows the dossier; none for progress.</param>
/// <param name="Record">The record, null when the dossier cannot be read any more.</param>
internal sealed record PortalRecord(
    LeasedRow Row,
    string Service,
    bool? Updating,
    JsonObject? Record
);

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

    // What the first record of a dossier says beside its row.
    private sealed record Known(
        Guid Id,
        string? ExternalCode,
        string? Number,
        string RequestCode,
        string ProcedureCode,
        string ProcedureVersion,
        Channel Channel,
        Delivery Delivery,
        string DecidedBy,
        string ReceivedAt,
        string? SealedSubject,
        DateTimeOffset SubmittedAt,
        DateTimeOffset? AcceptedAt
    );

    /// <summary>Records of rows, in the order of the rows.</summary>
    public static async Task<IReadOnlyList<PortalRecord>> Of(
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        IReadOnlyList<LeasedRow> rows,
        CancellationToken ct
    )
    {
        var first = await First(
            db,
            [.. rows.Where(row => row.IsFirst).Select(row => row.DossierId)],
            ct
        );
        var nameOf = await rules.Names(ct);
        var records = new List<PortalRecord>(rows.Count);
        foreach (var row in rows)
        {
            if (!row.IsFirst)
            {
                records.Add(new(row, Progress, null, Change(row, nameOf(row.ByAgency))));
                continue;
            }

            var (dossier, applicant) = first[row.DossierId];
            var procedure = await rules.Version(dossier.ProcedureVersion, ct);
            records.Add(
                new(
                    row,
                    NewDossier,
                    dossier.ExternalCode is not null,
                    Whole(dossier, row, procedure, applicant, sealing)
                )
            );
        }

        return records;
    }

    private static async Task<Dictionary<Guid, (Known Dossier, Party Applicant)>> First(
        DossiersDb db,
        List<Guid> ids,
        CancellationToken ct
    )
    {
        if (ids.Count == 0)
            return [];
        var found = await db
            .Dossiers.AsNoTracking()
            .Where(dossier => ids.Contains(dossier.Id))
            .Join(
                db.Parties.AsNoTracking().Where(party => party.Role == PartyRole.Applicant),
                dossier => dossier.Id,
                party => party.DossierId,
                (dossier, party) =>
                    new
                    {
                        Dossier = new Known(
                            dossier.Id,
                            dossier.ExternalCode,
                            dossier.Number,
                            dossier.RequestCode,
                            dossier.ProcedureCode,
                            dossier.ProcedureVersion,
                            dossier.Channel,
                            dossier.Delivery,
                            dossier.DecidedBy,
                            dossier.ReceivedAt,
                            dossier.SealedSubject,
                            dossier.SubmittedAt,
                            dossier.AcceptedAt
                        ),
                        Applicant = party,
                    }
            )
            .ToListAsync(ct);
        return found.ToDictionary(one => one.Dossier.Id, one => (one.Dossier, one.Applicant));
    }

    private static JsonObject? Whole(
        Known dossier,
        LeasedRow row,
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
                ["MaHoSo"] = row.Code,
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

    private static JsonObject Change(LeasedRow row, string agency) =>
        new()
        {
            ["MaHoSo"] = row.Code,
            ["NguoiXuLy"] = row.BySubject,
            ["ChucDanh"] = "",
            ["ThoiDiemXuLy"] = Moment(row.OccurredAt),
            ["PhongBanXuLy"] = agency,
            ["NoiDungXuLy"] = row.Content,
            ["TrangThai"] = Status(row),
            ["NgayBatDau"] = Moment(row.Since),
            ["NgayKetThucTheoQuyDinh"] = Moment(row.DueAt),
        };

    private static string Status(LeasedRow row) =>
        row.Status.ToString(CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset? at) =>
        at is { } moment
            ? LegalZone.ToLocal(moment).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)
            : "";
}
