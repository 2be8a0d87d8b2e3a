using HoanKiem.Portal.Backend;

namespace HoanKiem.Portal.Tests;

/// <summary>What the services know in these tests. Nobody here is real.</summary>
internal static partial class Given
{
    public const string MaritalStatus = "1.004873";
    public const string CertifiedCopy = "2.000815";
    public const string OnNationalPortal = "3.000722";
    public const string FloorArea = "1.013314";

    public static readonly Guid Dossier = Guid.Parse("0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");

    private static readonly LimitShown ThreeDays = new(3, "workingDay", null);

    public static IReadOnlyList<AgencyShown> Agencies { get; } =
    [
        new("quan-hoan-kiem", "district", "Ủy ban nhân dân quận Hoàn Kiếm"),
        new("tu-phap", "specialised", "Phòng Tư pháp"),
        new("hang-bac", "ward", "UBND phường Hàng Bạc"),
        new("hang-trong", "ward", "UBND phường Hàng Trống"),
        new("trang-tien", "ward", "UBND phường Tràng Tiền"),
        new("phan-chu-trinh", "ward", "UBND phường Phan Chu Trinh"),
    ];

    public static IReadOnlyList<ProcedureShown> Procedures { get; } =
    [
        Procedure(
            MaritalStatus,
            "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
            "Hộ tịch",
            "r1",
            ThreeDays
        ),
        Procedure(
            "1.000894",
            "Thủ tục đăng ký kết hôn",
            "Hộ tịch",
            "r1",
            new LimitShown(1, "workingDay", null)
        ),
        Procedure(
            "1.001193",
            "Thủ tục đăng ký khai sinh",
            "Hộ tịch",
            "r1",
            new LimitShown(1, "workingDay", "15:00:00")
        ),
        Procedure(
            CertifiedCopy,
            "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam cấp hoặc chứng nhận",
            "Chứng thực",
            "r1",
            new LimitShown(1, "sameDay", "15:00:00")
        ) with
        {
            GivenAtOnce = true,
        },
        Procedure(
            OnNationalPortal,
            "Liên thông điện tử: đăng ký khai sinh, đăng ký thường trú, cấp thẻ BHYT",
            "Liên thông",
            "r1",
            ThreeDays
        ),
        Procedure(
            FloorArea,
            "Xác nhận về điều kiện diện tích bình quân nhà ở để đăng ký thường trú",
            "Cư trú",
            "r2",
            new LimitShown(2, "workingDay", null)
        ),
    ];

    public static IReadOnlyList<DueLine> Sum { get; } =
    [
        new(
            0,
            "Thứ Ba, 14/05/2019: ngày tiếp nhận, không tính.",
            "Tuesday 14/05/2019: day of reception, not counted."
        ),
        new(1, "Thứ Tư, 15/05/2019: ngày thứ 1.", "Wednesday 15/05/2019: day 1."),
        new(1, "Thứ Năm, 16/05/2019: ngày thứ 2.", "Thursday 16/05/2019: day 2."),
        new(1, "Thứ Sáu, 17/05/2019: ngày thứ 3.", "Friday 17/05/2019: day 3."),
        new(
            0,
            "Hết hạn lúc hết giờ làm việc: 17:00 ngày 17/05/2019.",
            "Ends at closing time, 17:00 on 17/05/2019."
        ),
    ];

    public static AcceptedShown Accepted { get; } =
        new(
            Backend.Number,
            "Được tiếp nhận",
            At(8, 20),
            Due,
            false,
            Sum,
            true,
            [new FeeAskedShown("Lệ phí", 8000, true)]
        );

    public static LookedUp Followed { get; } =
        new(
            4,
            "Đang xử lý",
            "In process",
            new DegreeShown(3, 5, false),
            new WholeShown(
                "TN-190514-4QX7M2KD",
                Backend.Number,
                MaritalStatus,
                "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
                "UBND phường Hàng Bạc",
                "UBND phường Hàng Bạc",
                At(8, 5),
                At(8, 20),
                [new HolderShown("UBND phường Hàng Bạc", "Xác minh, dự thảo", Due)],
                [new WaitShown("Chờ cơ quan khác", "Another agency", At(9, 40), null, [])],
                new TimeLeftShown(false, 1395, 0),
                Due,
                Due,
                false,
                Sum,
                null,
                [new FeeOwed("Lệ phí", 8000, true)],
                [
                    new HappenedShown(At(8, 5), "Đã nộp trực tuyến", "Handed in online"),
                    new HappenedShown(At(8, 20), "Đã tiếp nhận", "Accepted"),
                    new HappenedShown(At(8, 21), "Đang giải quyết", "In process"),
                ],
                null
            )
        );

    /// <summary>The same in the afternoon: signed, handed over, and the survey open.</summary>
    public static LookedUp Returned { get; } =
        new(
            10,
            "Đã trả kết quả",
            "Result returned",
            new DegreeShown(5, 5, true),
            Followed.Dossier! with
            {
                HeldBy = [],
                WaitsFor = [],
                TimeLeft = null,
                Result = new ResultShown(
                    "granted",
                    "15/GXN-UBND",
                    At(16, 0),
                    "early",
                    "counter",
                    "delivered",
                    At(16, 30)
                ),
                SurveyToken = Backend.SurveyToken,
            }
        );

    public static Listed<DossierListed> WaitingDossiers { get; } =
        new(
            [
                new(
                    Dossier,
                    "TN-190514-4QX7M2KD",
                    MaritalStatus,
                    "online",
                    "hang-bac",
                    "hang-bac",
                    "Mới đăng ký",
                    At(8, 5)
                ),
                new(
                    Guid.Parse("0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c"),
                    "TN-190514-9TR2WZ6B",
                    "1.000894",
                    "counter",
                    "hang-bac",
                    "hang-bac",
                    "Mới đăng ký",
                    At(8, 2)
                ),
            ],
            null,
            2
        );

    public static DossierShown OneDossier { get; } =
        new(
            Dossier,
            1,
            "TN-190514-4QX7M2KD",
            null,
            MaritalStatus,
            "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
            "online",
            "hang-bac",
            "hang-bac",
            "post",
            "Để đăng ký kết hôn",
            "Mới đăng ký",
            At(8, 5),
            null,
            false,
            [],
            ["accept", "refuse", "askForPapers", "withdraw"],
            [
                new PartyShown(
                    "applicant",
                    "Nguyễn Thị Thử",
                    "001999000001",
                    "0912000001",
                    "1 phố Thử, Hà Nội"
                ),
            ],
            [new PaperHeld("01", "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", 0, 1)]
        );

    public static Listed<TaskShown> Tasks { get; } =
        new(
            [
                Task("examine", "Xác minh, dự thảo", "000.09.16.H26-190513-0007", late: true),
                Task("examine", "Xác minh, dự thảo", Backend.Number),
                Task("sign", "Ký duyệt", "000.09.16.H26-190514-0003"),
                Task("examine", "Xác minh, dự thảo", "000.09.16.H26-190514-0004") with
                {
                    State = "waiting",
                    WaitsFor = ["opinion"],
                },
            ],
            null,
            4
        );

    public static OnTimeTable OnTime { get; } =
        new(
            "agency",
            [
                new("hang-bac", 67_859, 51_200, 16_640, 12, 2, 5, 1, 99.98m),
                new("hang-trong", 4_210, 3_900, 300, 0, 0, 10, 0, 100m),
                new("quan-hoan-kiem", 120, 60, 41, 7, 2, 10, 3, 93.52m),
            ],
            new("*", 72_189, 55_160, 16_981, 19, 4, 25, 4, 99.97m)
        );

    private static DateTimeOffset Due => new(2019, 5, 17, 17, 0, 0, TimeSpan.FromHours(7));

    /// <summary>A moment of that Tuesday, local time.</summary>
    public static DateTimeOffset At(int hour, int minute) =>
        new(2019, 5, 14, hour, minute, 0, TimeSpan.FromHours(7));

    private static TaskShown Task(string kind, string name, string number, bool late = false) =>
        new(
            Guid.NewGuid(),
            Guid.NewGuid(),
            3,
            number,
            MaritalStatus,
            name,
            kind,
            "hang-bac",
            "assigned",
            Due,
            late,
            late ? 0 : 1395,
            [],
            null,
            2
        );

    private static ProcedureShown Procedure(
        string code,
        string name,
        string field,
        string regime,
        LimitShown limit
    ) =>
        new(
            code,
            new DateOnly(2016, 1, 1),
            null,
            false,
            new ContentShown(
                name,
                field,
                "ward",
                regime,
                limit,
                "restart",
                null,
                true,
                [
                    new PaperShown(
                        "01",
                        "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
                        "Application for a certificate of marital status",
                        1,
                        0,
                        true
                    ),
                    new PaperShown(
                        "02",
                        "Giấy tờ chứng minh việc ly hôn hoặc trích lục khai tử của vợ, chồng",
                        "Proof of divorce or of the death of a spouse",
                        0,
                        1,
                        false
                    ),
                ],
                [
                    new ChannelShown("counter", limit),
                    new ChannelShown("online", limit),
                    new ChannelShown("post", limit),
                ],
                [
                    new FeeShown(
                        "F01",
                        "Lệ phí bản sao",
                        "Fee for copies",
                        "page",
                        2000,
                        2,
                        1000,
                        200_000,
                        null,
                        false
                    ),
                ],
                [
                    new StepShown(
                        "examine",
                        "Xác minh, dự thảo",
                        "Examination",
                        "competent",
                        "ours",
                        null,
                        false
                    ),
                    new StepShown(
                        "ask",
                        "Hỏi ý kiến phường khác",
                        "Question to another ward",
                        "chosen",
                        "ours",
                        null,
                        true
                    ),
                    new StepShown(
                        "sign",
                        "Ký duyệt",
                        "Signature",
                        "competent",
                        "ours",
                        null,
                        false
                    ),
                ]
            )
        );
}
