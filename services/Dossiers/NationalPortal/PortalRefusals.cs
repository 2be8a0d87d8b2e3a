using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>What a message of the portal is refused for, in the portal's own member names.</summary>
internal static class PortalRefusals
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["procedureCode"] = nameof(PortalDossier.MaTTHC),
        ["competentAgency"] = nameof(PortalDossier.DonViXuLy),
        ["receivedAt"] = nameof(PortalDossier.NoiNopHoSo),
    };

    /// <summary>Before the reform citizens filed with us.</summary>
    public static Refusal TooEarly() =>
        Refusals
            .ChannelClosed.Because(
                "Cổng Dịch vụ công quốc gia chuyển hồ sơ từ ngày 01/07/2025.",
                "The national portal hands dossiers over since 01/07/2025."
            )
            .At(nameof(PortalDossier.NgayNopHoSo), "channel-closed");

    /// <summary>A file stands for a paper that the procedure does not have.</summary>
    public static Refusal? UnknownPaper(PortalDossier message, ProcedurePublished procedure)
    {
        for (var i = 0; i < message.TaiLieuNop.Count; i++)
        {
            var code = message.TaiLieuNop[i].MaThanhPhanHoSo;
            if (procedure.Papers.All(paper => paper.Code != code))
                return Refusals
                    .UnknownPaper.Because(
                        $"Thủ tục không có giấy tờ “{code}”.",
                        $"The procedure has no paper \"{code}\"."
                    )
                    .At($"TaiLieuNop[{i}].MaThanhPhanHoSo", "unknown");
        }

        return null;
    }

    /// <summary>A refusal of ours with the members as the portal calls them.</summary>
    public static Refusal InTheirNames(Refusal refusal) =>
        refusal with
        {
            Errors =
            [
                .. refusal.Errors.Select(error =>
                    error with
                    {
                        Member = Names.GetValueOrDefault(error.Member, error.Member),
                    }
                ),
            ],
        };
}
