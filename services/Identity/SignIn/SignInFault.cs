namespace HoanKiem.Identity.SignIn;

/// <summary>Why a sign-in elsewhere did not become one here, in words for the page.</summary>
internal static class SignInFault
{
    public const string Upstream = "noi-khac";
    public const string LevelUnknown = "muc-do";
    public const string Disabled = "khoa";
    public const string OfficerLevel = "can-bo";

    /// <summary>The sign-in page with the words for it.</summary>
    public static string Address(string fault, string? back) =>
        "/connect/dang-nhap"
        + QueryString.Create([
            KeyValuePair.Create("ve", back),
            KeyValuePair.Create("loi", (string?)fault),
        ]);

    public static (string Vi, string En)? Words(string? fault) =>
        fault switch
        {
            Upstream => (
                "Nhà cung cấp định danh không xác nhận được lần đăng nhập này. Hãy thử lại.",
                "The provider did not confirm this sign-in. Try again."
            ),
            LevelUnknown => (
                "Nhà cung cấp định danh không cho biết mức độ của tài khoản.",
                "The provider does not say of which level the account is."
            ),
            Disabled => (
                "Tài khoản này đã bị khóa. Hãy liên hệ bộ phận một cửa.",
                "This account is closed. Ask the one-stop office."
            ),
            OfficerLevel => (
                "Cán bộ phải đăng nhập bằng tài khoản định danh mức độ 2.",
                "Officers sign in with an identification account of level 2."
            ),
            _ => null,
        };
}
