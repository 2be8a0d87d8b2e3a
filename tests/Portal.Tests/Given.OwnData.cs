using HoanKiem.Portal.Backend;

namespace HoanKiem.Portal.Tests;

internal static partial class Given
{
    public static UsesShown Uses { get; } =
        new(
            [
                new("procedure", "hang-bac", "officer", 3, 1, At(8, 4)),
                new("ownData", "-", "citizen", 2, 0, At(8, 5)),
            ],
            [
                new(At(8, 5), "-", "citizen", true, "ownData", false),
                new(At(8, 4), "hang-bac", "officer", false, "procedure", true),
                new(At(8, 3), "hang-bac", "officer", false, "procedure", false),
            ],
            null,
            6
        );

    public static OwnDataShown OwnData { get; } =
        new(
            Dossier,
            false,
            [
                new(
                    "Nguyễn Thị Hòa",
                    "001999000001",
                    "+84900000001",
                    null,
                    "12 Hàng Bạc, Hà Nội",
                    null
                ),
            ],
            "Xác nhận tình trạng hôn nhân để đăng ký kết hôn",
            new("+84900000001", 2),
            [new("application/pdf", 120_000, At(8, 1))]
        );

    public static DataRequestShown Granted(string kind) =>
        new(
            Guid.Parse("0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a60"),
            Dossier,
            kind,
            "hang-bac",
            At(8, 5),
            At(8, 5).AddDays(2),
            false,
            At(10, 0),
            true,
            "356/2025/NĐ-CP"
        );
}
