using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests;

/// <summary>Two wards, a city centre with a point, a calendar and five procedures, told by events.</summary>
internal static class SmallCatalogue
{
    public const string AtOnce = "2.000815";
    public const string Restarts = "1.004873";
    public const string Resumes = "3.000722";
    public const string Ended = "2.000986";
    public const string WithFee = "1.013314";

    private static readonly DateTimeOffset Published = new(2016, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task Deliver(ServiceApp<Program> app)
    {
        foreach (
            var agency in new[]
            {
                Agency("hang-bac", "ward", "000.01.16.H26", null, new(2025, 6, 30)),
                Agency("hoan-kiem", "ward", "000.02.16.H26", new(2025, 7, 1)),
                Agency("cua-nam", "ward", "000.03.16.H26", new(2025, 7, 1)),
            }
        )
            await app.Deliver(agency);
        await app.Deliver(Agency("ttpvhcc", "centre", "000.00.99.H26", new(2025, 7, 1)));
        await app.Deliver(
            Agency("diem-cua-nam", "reception_point", null, new(2025, 7, 1)) with
            {
                ParentId = "ttpvhcc",
            }
        );
        await app.Deliver(Calendar(1, "hanoi-2016-2026.1", new(2026, 12, 31)));
        await app.Deliver(
            Procedure(AtOnce, limit: new(0, LimitUnit.SameDay, null)) with
            {
                GivenAtOnce = true,
            }
        );
        await app.Deliver(Procedure(Restarts, limit: new(3, LimitUnit.WorkingDay, null)));
        await app.Deliver(
            Procedure(
                Resumes,
                limit: new(5, LimitUnit.WorkingDay, null),
                rule: SupplementRule.Resume
            )
        );
        await app.Deliver(
            Procedure(Ended, limit: new(20, LimitUnit.WorkingDay, null)) with
            {
                ValidTo = new(2026, 9, 8),
            }
        );
        await app.Deliver(
            Procedure(WithFee, limit: new(2, LimitUnit.WorkingDay, null)) with
            {
                Fees =
                [
                    new(
                        "ban-sao",
                        "Lệ phí bản sao",
                        "copy",
                        8000,
                        2,
                        3000,
                        20000,
                        4000,
                        true,
                        "Thông tư 281/2016/TT-BTC"
                    ),
                ],
            }
        );
    }

    public static ProcedurePublished Procedure(
        string code,
        TimeLimit? limit,
        SupplementRule rule = SupplementRule.Restart
    ) =>
        new(
            code,
            1,
            Published,
            code + "@2016-01-01",
            "Thủ tục " + code,
            "Hộ tịch",
            "ward",
            new(2016, 1, 1),
            null,
            limit,
            false,
            rule,
            rule == SupplementRule.Restart
                ? "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 4"
                : "Quy trình liên thông",
            7,
            true,
            null,
            [new("to-khai", "Tờ khai", 1, 0, true), new("giay-khac", "Giấy tờ khác", 0, 1, false)],
            [],
            [
                new("tham-dinh", "Thẩm định", "examine", "competent", "ours", null, [], false),
                new("ky", "Ký", "sign", "competent", "ours", null, ["tham-dinh"], false),
            ]
        );

    public static AgencyRegistered Agency(
        string id,
        string kind,
        string? prefix,
        DateOnly? from = null,
        DateOnly? to = null,
        long sequence = 1
    ) =>
        new(
            id,
            sequence,
            Published,
            kind,
            "UBND phường " + id,
            null,
            prefix,
            from,
            to,
            null,
            "ours",
            [],
            false
        );

    public static WorkingCalendarPublished Calendar(
        long sequence,
        string version,
        DateOnly to,
        params CalendarDay[] more
    )
    {
        OfficeHours[] hours =
        [
            .. Enumerable
                .Range(1, 5)
                .SelectMany(day =>
                    new OfficeHours[]
                    {
                        new((DayOfWeek)day, new(8, 0), new(12, 0)),
                        new((DayOfWeek)day, new(13, 0), new(17, 0)),
                    }
                ),
        ];
        return new(
            "hanoi",
            sequence,
            Published.AddDays(sequence),
            version,
            new(2016, 1, 1),
            to,
            [new(new(2026, 11, 24), "off", "Ngày Văn hóa Việt Nam"), .. more],
            hours,
            hours
        );
    }
}
