using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Dossiers.Tests.NationalPortal;

/// <summary>Messages as the portal sends and signs them.</summary>
internal static class PortalMessages
{
    public const string Secret = "whsec_ZGV2ZWxvcG1lbnQtb25seS1uYXRpb25hbA==";

    private static int _next;

    public static string NewCode() =>
        $"G22.99.99-261123-{Interlocked.Increment(ref _next):0000}-{Guid.NewGuid():N}"[..32];

    public static JsonObject Dossier(
        string? code = null,
        string procedure = SmallCatalogue.Restarts
    ) =>
        new()
        {
            ["MaHoSo"] = code ?? NewCode(),
            ["MaTTHC"] = procedure,
            ["DonViXuLy"] = Given.Ward,
            ["NoiNopHoSo"] = Given.Ward,
            ["ChuHoSo"] = "Nguyễn Thị Hòa",
            ["DinhDanhCHS"] = new JsonObject
            {
                ["LoaiDinhDanh"] = "1",
                ["SoDinhDanh"] = "001999000001",
            },
            ["SoDienThoai"] = "0912345678",
            ["Email"] = "hoa@example.invalid",
            ["DiaChi"] = "12 Hàng Bạc, Hà Nội",
            ["HinhThuc"] = "0",
            ["NhanKetQuaTrucTuyen"] = false,
            ["NgayNopHoSo"] = "20261123075500",
            ["TaiLieuNop"] = new JsonArray(
                new JsonObject
                {
                    ["MaThanhPhanHoSo"] = "to-khai",
                    ["TenTepDinhKem"] = "to-khai.pdf",
                }
            ),
            // The portal adds what it likes.
            ["TaiKhoanDuocXacThucVoiVNeID"] = "1",
        };

    public static Task<HttpResponseMessage> FromPortal(
        this DossiersApp app,
        JsonNode body,
        string secret = Secret,
        TimeSpan age = default
    ) => app.FromPortal(body.ToJsonString(), secret, age);

    public static async Task<HttpResponseMessage> FromPortal(
        this DossiersApp app,
        string body,
        string secret = Secret,
        TimeSpan age = default,
        string? signedBody = null
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/national-portal/dossiers")
        {
            Content = new ByteArrayContent(bytes),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        WebhookSignature.Sign(
            message,
            secret,
            "msg_" + Guid.NewGuid().ToString("N"),
            app.Clock.GetUtcNow() - age,
            signedBody is null ? bytes : Encoding.UTF8.GetBytes(signedBody)
        );
        return await app.Anyone().SendAsync(message);
    }

    public static JsonObject Without(this JsonObject message, string member)
    {
        message.Remove(member);
        return message;
    }

    public static JsonObject With(this JsonObject message, string member, JsonNode? value)
    {
        message[member] = value;
        return message;
    }

    public static Guid Id(this JsonElement taken) => taken.GetProperty("id").GetGuid();
}
