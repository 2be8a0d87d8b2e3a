using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Reception;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Text;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>
/// A dossier as the national portal hands it over, in the portal's own member names. The portal adds members as it likes, so unknown
/// ones are left alone; what we need must be there and must be possible.
/// </summary>
/// <param name="MaHoSo">The portal's code of the dossier.</param>
/// <param name="MaTTHC">Code of the procedure.</param>
/// <param name="DonViXuLy">Competent agency: our slug.</param>
/// <param name="NoiNopHoSo">Agency or reception point where it is filed: our slug.</param>
/// <param name="ChuHoSo">Full name of the applicant.</param>
/// <param name="DinhDanhCHS">Identity of the applicant.</param>
/// <param name="HinhThuc">How paper results go back: <c>0</c> over the counter, <c>1</c> by public post.</param>
/// <param name="NgayNopHoSo">When the citizen filed it: <c>yyyyMMddHHmmss</c>, UTC+07:00.</param>
/// <param name="TaiLieuNop">Files that were filed.</param>
/// <param name="SoDienThoai">Telephone number.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="DiaChi">Postal address.</param>
/// <param name="NhanKetQuaTrucTuyen">The result is wanted as a signed electronic document.</param>
internal sealed record PortalDossier(
    string MaHoSo,
    string MaTTHC,
    string DonViXuLy,
    string NoiNopHoSo,
    string ChuHoSo,
    PortalDossier.Identity DinhDanhCHS,
    JsonElement HinhThuc,
    string NgayNopHoSo,
    IReadOnlyList<PortalDossier.Paper> TaiLieuNop,
    string? SoDienThoai = null,
    string? Email = null,
    string? DiaChi = null,
    bool NhanKetQuaTrucTuyen = false
)
{
    private const int MostPapers = 100;

    private static readonly JsonSerializerOptions Json = new(JsonDefaults.Options)
    {
        PropertyNamingPolicy = null,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Identity of a person or body: <c>1</c> personal number of 12 digits, <c>2</c> old card of 9 digits.</summary>
    public sealed record Identity(JsonElement LoaiDinhDanh, string SoDinhDanh);

    /// <summary>A file and the paper of the procedure that it stands for.</summary>
    public sealed record Paper(string MaThanhPhanHoSo, string? TenTepDinhKem = null);

    /// <summary>Reads a body; what is not JSON or has a member of the wrong kind becomes a problem like everywhere.</summary>
    public static PortalDossier Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<PortalDossier>(body, Json)
                ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException("The message of the portal cannot be read.", fault);
        }
    }

    /// <summary>What makes two messages the same: all that we read of them.</summary>
    public string Canonical() => JsonSerializer.Serialize(this, Json);

    /// <summary>When the citizen filed it; null when the text is no moment.</summary>
    public DateTimeOffset? FiledAt() =>
        DateTime.TryParseExact(
            NgayNopHoSo,
            "yyyyMMddHHmmss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var local
        )
            ? new DateTimeOffset(local, LegalZone.Offset).ToUniversalTime()
            : null;

    /// <summary>The same in the words of our own interface, or everything that is wrong with it.</summary>
    public (SubmitDossier.Request? Request, Refusal? Refusal) ToRequest(IServiceProvider services)
    {
        var errors = new List<MemberError>();
        void Check(bool good, string member, string code, string vi, string en)
        {
            if (!good)
                errors.Add(new MemberError(member, code, vi, en));
        }
        void Length(string member, string? text, int least, int most) =>
            Check(
                text is null || (text.Trim().Length >= least && text.Length <= most),
                member,
                "length",
                $"Dài từ {least} đến {most} ký tự.",
                $"Between {least} and {most} characters."
            );

        var kind = Text(DinhDanhCHS.LoaiDinhDanh) switch
        {
            "1" => IdentityKind.PersonalNumber,
            "2" => IdentityKind.OldCard,
            _ => (IdentityKind?)null,
        };
        var post = Text(HinhThuc);
        Length(nameof(MaHoSo), MaHoSo, 1, 64);
        Length(nameof(DonViXuLy), DonViXuLy, 2, 64);
        Length(nameof(NoiNopHoSo), NoiNopHoSo, 2, 64);
        Length(nameof(ChuHoSo), ChuHoSo, 1, 200);
        Length(nameof(DiaChi), DiaChi, 1, 400);
        Length(nameof(Email), Email, 1, 254);
        Check(
            Regex.IsMatch(MaTTHC, @"^\d\.\d{6}$"),
            nameof(MaTTHC),
            "pattern",
            "Không đúng định dạng.",
            "The format is not right."
        );
        Check(
            SoDienThoai is null || PhoneNumber.Normalised(SoDienThoai) is not null,
            nameof(SoDienThoai),
            "phone",
            "Số điện thoại không thể có.",
            "There can be no such telephone number."
        );
        Check(
            new EmailAddressAttribute().IsValid(Email),
            nameof(Email),
            "email",
            "Không phải địa chỉ thư điện tử.",
            "This is not an e-mail address."
        );
        Check(
            post is "0" or "1",
            nameof(HinhThuc),
            "value",
            "Chỉ nhận 0 (trực tiếp) hoặc 1 (bưu chính).",
            "Only 0 (counter) or 1 (post)."
        );
        Check(
            FiledAt() is not null,
            nameof(NgayNopHoSo),
            "pattern",
            "Cần yyyyMMddHHmmss, giờ Việt Nam.",
            "yyyyMMddHHmmss in UTC+07:00 is needed."
        );
        Check(
            TaiLieuNop.Count <= MostPapers,
            nameof(TaiLieuNop),
            "length",
            $"Nhiều nhất {MostPapers}.",
            $"At most {MostPapers}."
        );
        Check(
            kind is not null,
            "DinhDanhCHS.LoaiDinhDanh",
            "value",
            "Chỉ nhận 1 (số định danh) hoặc 2 (CMND).",
            "Only 1 (personal number) or 2 (old card)."
        );
        Check(
            post != "1" || (DiaChi is not null && SoDienThoai is not null),
            nameof(DiaChi),
            "postal-address",
            "Gửi qua bưu điện cần địa chỉ và số điện thoại.",
            "Post needs an address and a telephone number."
        );
        var applicant = new PartyRequest(
            PartyRole.Applicant,
            kind ?? IdentityKind.PersonalNumber,
            ChuHoSo,
            DinhDanhCHS.SoDinhDanh,
            Phone: SoDienThoai,
            Email: Email,
            Address: DiaChi
        );
        Check(
            kind is null
                || !applicant.Validate(new ValidationContext(applicant, services, null)).Any(),
            "DinhDanhCHS.SoDinhDanh",
            "identity-number",
            "Số giấy tờ không thể có với loại giấy tờ này.",
            "There can be no such number of this kind."
        );
        if (errors.Count > 0)
            return (null, Problems.Invalid(errors));

        // Several files may stand for one paper.
        var papers = TaiLieuNop
            .GroupBy(paper => paper.MaThanhPhanHoSo, StringComparer.Ordinal)
            .Select(files => new SubmitDossier.PaperRequest(files.Key, Copies: files.Count()));
        var delivery =
            NhanKetQuaTrucTuyen ? Delivery.Online
            : post == "1" ? Delivery.Post
            : Delivery.Counter;
        return (
            new SubmitDossier.Request(
                Channel.NationalPortal,
                MaTTHC,
                DonViXuLy,
                delivery,
                [applicant],
                [.. papers],
                NoiNopHoSo
            ),
            null
        );
    }

    // The portal's versions write one-digit codes as texts or as numbers.
    private static string Text(JsonElement code) =>
        code.ValueKind is JsonValueKind.String or JsonValueKind.Number ? code.ToString() : "";
}
