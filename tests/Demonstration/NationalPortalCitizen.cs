using System.Globalization;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Demonstration;

/// <summary>A citizen who files on the National Public Service Portal; the portal hands the dossier to us.</summary>
internal sealed class NationalPortalCitizen(Api api)
{
    /// <returns>Our id of the dossier.</returns>
    public async Task<string> File(Planned plan, IReadOnlyList<string> papers)
    {
        var answer = await api.Post(
            Person.Nobody,
            ResourceNames.NationalPortal,
            "/citizen/dossiers",
            new
            {
                MaTTHC = plan.Procedure,
                DonViXuLy = plan.Agency,
                NoiNopHoSo = plan.ReceivedAt,
                ChuHoSo = TestPeople.Name(plan.Number),
                DinhDanhCHS = new
                {
                    LoaiDinhDanh = "1",
                    SoDinhDanh = TestPeople.IdentityNumber(plan.Number),
                },
                SoDienThoai = TestPeople.Phone(plan.Number),
                Email = $"nguoi-{plan.Number}@example.invalid",
                DiaChi = $"Số {plan.Number}, phố Hàng Thử, Hà Nội",
                HinhThuc = plan.Delivery == Delivery.Post ? "1" : "0",
                NhanKetQuaTrucTuyen = plan.Delivery == Delivery.Online,
                NgayNopHoSo = plan.At.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
                TaiLieuNop = papers.Select(code => new
                {
                    MaThanhPhanHoSo = code,
                    TenTepDinhKem = code + ".pdf",
                }),
            },
            $"portal-{plan.Number}"
        );
        return (string?)answer["Body"]?["id"]
            ?? throw new TimeoutException(
                $"{plan.Number}: the portal's dossier was not taken: {answer.ToJsonString()}"
            );
    }
}
