using HoanKiem.Contracts;

namespace HoanKiem.Demonstration;

/// <summary>The two mornings: who hands in what, where, at which minute, and what becomes of it. Nothing in it is left to chance.</summary>
internal static class Mornings
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    private static readonly string[] OldWards =
    [
        "hang-bac",
        "hang-bo",
        "hang-buom",
        "hang-dao",
        "hang-gai",
        "hang-ma",
        "ly-thai-to",
        "hang-bai",
        "phan-chu-trinh",
        "tran-hung-dao",
        "chuong-duong",
        "phuc-tan",
        "cua-dong",
        "dong-xuan",
        "hang-bong",
        "hang-trong",
        "trang-tien",
        "cua-nam-2025",
    ];

    private static readonly string[] NewWards =
    [
        "hoan-kiem",
        "cua-nam",
        "ba-dinh",
        "hong-ha",
        "van-mieu-qtg",
    ];

    /// <summary>Tuesday 14/05/2019: the district and its 18 wards, regime R1.</summary>
    public static IReadOnlyList<Planned> Tuesday()
    {
        var day = new Day(new DateTimeOffset(2019, 5, 14, 8, 0, 0, Offset), 0);

        // Certified copies while the citizen waits.
        day.Many(
            36,
            i => ("2.000815", Channel.Counter, Delivery.Counter, OldWards[i % 18], Fate.Ordinary)
        );

        // Marital status: over the counter, from the portal, collected by post; some with a question to another ward.
        day.Many(
            18,
            i =>
                (
                    "1.004873",
                    Channel.Counter,
                    (Delivery)(i % 3),
                    OldWards[i],
                    i % 3 == 0 ? Fate.Question : Fate.Ordinary
                )
        );
        day.Many(
            14,
            i =>
                (
                    "1.004873",
                    Channel.Online,
                    i % 2 == 0 ? Delivery.Post : Delivery.Online,
                    OldWards[i],
                    Fate.Ordinary
                )
        );
        day.Many(
            8,
            i => ("1.004873", Channel.Post, Delivery.Post, OldWards[i + 4], Fate.Ordinary),
            returned: 3
        );
        day.Many(
            4,
            i => ("1.004873", Channel.Counter, Delivery.Counter, OldWards[i], Fate.Supplement)
        );
        day.Many(
            2,
            i =>
                (
                    "1.004873",
                    Channel.Counter,
                    Delivery.Counter,
                    OldWards[i + 6],
                    Fate.SupplementAtReception
                )
        );
        day.Many(
            2,
            i =>
                (
                    "1.004873",
                    Channel.Online,
                    Delivery.Counter,
                    OldWards[i + 8],
                    Fate.RefusedAtReception
                )
        );
        day.Many(
            2,
            i =>
                (
                    "1.004873",
                    Channel.Counter,
                    Delivery.Post,
                    OldWards[i + 10],
                    Fate.RefusedAfterExamination
                )
        );
        day.Many(
            2,
            i => ("1.004873", Channel.Counter, Delivery.Counter, OldWards[i + 12], Fate.Withdrawn)
        );
        day.Many(
            1,
            i => ("1.004873", Channel.Counter, Delivery.Counter, OldWards[14], Fate.Apology)
        );
        day.Many(1, i => ("1.004873", Channel.Counter, Delivery.Counter, OldWards[15], Fate.Late));

        // The linked birth group: ward, then police and social insurance at the same time.
        day.Many(
            10,
            i =>
                (
                    "2.000986",
                    Channel.Counter,
                    i % 2 == 0 ? Delivery.Counter : Delivery.Post,
                    OldWards[i + 2],
                    Fate.Ordinary
                )
        );
        day.Many(
            2,
            i => ("2.000986", Channel.Counter, Delivery.Counter, OldWards[i + 1], Fate.Supplement)
        );

        // Household businesses at the district.
        day.Many(
            18,
            i =>
                (
                    "1.001612",
                    i % 3 == 0 ? Channel.Online : Channel.Counter,
                    (Delivery)(i % 3),
                    "quan-hoan-kiem",
                    i == 4 ? Fate.Fee : Fate.Ordinary
                )
        );
        return day.All;
    }

    /// <summary>Monday 23/11/2026: five wards and the city centre, regime R2; the day after is a day off.</summary>
    public static IReadOnlyList<Planned> Monday()
    {
        var day = new Day(new DateTimeOffset(2026, 11, 23, 8, 0, 0, Offset), 500);
        var served = NewWards[..2];

        day.Many(
            36,
            i => ("2.000815", Channel.Counter, Delivery.Counter, NewWards[i % 5], Fate.Ordinary)
        );

        // Online dossiers arrive from the National Public Service Portal.
        day.Many(
            20,
            i =>
                (
                    "3.000722",
                    Channel.NationalPortal,
                    (Delivery)(i % 3),
                    served[i % 2],
                    Fate.Ordinary
                )
        );
        day.Many(
            4,
            i =>
                (
                    "3.000722",
                    Channel.NationalPortal,
                    Delivery.Counter,
                    served[i % 2],
                    Fate.Supplement
                )
        );

        // A paper of the ward, then the residence at the police of the ward.
        day.Many(
            15,
            i =>
                (
                    "1.013314",
                    i % 3 == 0 ? Channel.NationalPortal : Channel.Counter,
                    Delivery.Counter,
                    NewWards[i % 5],
                    Fate.Ordinary
                )
        );
        day.Many(
            12,
            i => ("1.004222", Channel.Counter, (Delivery)(i % 3), served[i % 2], Fate.Ordinary)
        );
        day.Many(
            4,
            i => ("1.013314", Channel.Counter, Delivery.Post, NewWards[i], Fate.Supplement),
            returned: 1
        );
        day.Many(
            2,
            i =>
                (
                    "1.013314",
                    Channel.Counter,
                    Delivery.Counter,
                    NewWards[i],
                    Fate.SupplementAtReception
                )
        );

        // Received at a point of another ward: the papers are handed over.
        day.Many(
            8,
            i =>
                (
                    "1.004873",
                    Channel.Counter,
                    Delivery.Post,
                    i % 2 == 0 ? "cua-nam" : "hoan-kiem",
                    Fate.Ordinary
                ),
            at: i => i % 2 == 0 ? "diem-hoan-kiem" : "diem-cua-nam"
        );
        day.Many(
            8,
            i => ("1.004873", Channel.Post, Delivery.Post, NewWards[i % 5], Fate.Ordinary),
            returned: 2
        );
        day.Many(
            4,
            i => ("1.004873", Channel.Counter, Delivery.Counter, NewWards[i], Fate.Question)
        );
        day.Many(
            2,
            i =>
                (
                    "1.004873",
                    Channel.NationalPortal,
                    Delivery.Online,
                    NewWards[i],
                    Fate.RefusedAtReception
                )
        );
        day.Many(
            2,
            i =>
                (
                    "1.004873",
                    Channel.Counter,
                    Delivery.Post,
                    NewWards[i + 2],
                    Fate.RefusedAfterExamination
                )
        );
        day.Many(
            2,
            i => ("1.004873", Channel.Counter, Delivery.Counter, NewWards[i], Fate.Withdrawn)
        );
        day.Many(
            1,
            i => ("1.004873", Channel.Counter, Delivery.Counter, NewWards[3], Fate.Apology)
        );
        day.Many(1, i => ("1.004873", Channel.Counter, Delivery.Counter, NewWards[4], Fate.Late));
        day.Many(1, i => ("1.001612", Channel.Counter, Delivery.Online, "hoan-kiem", Fate.Fee));
        return day.All;
    }

    /// <summary>All of a morning; with <c>Demonstration:Plan=short</c> one dossier of each kind.</summary>
    public static IReadOnlyList<Planned> Of(
        IReadOnlyList<Planned> morning,
        IConfiguration settings
    ) =>
        settings["Demonstration:Plan"] == "short"
            ?
            [
                .. morning
                    .GroupBy(p => (p.Procedure, p.Channel, p.Fate, p.ReturnedToSender))
                    .Select(kind => kind.First()),
            ]
            : morning;

    private sealed class Day(DateTimeOffset opens, int firstCitizen)
    {
        private readonly List<Planned> _all = [];

        public IReadOnlyList<Planned> All => _all;

        public void Many(
            int count,
            Func<
                int,
                (string Procedure, Channel Channel, Delivery Delivery, string Agency, Fate Fate)
            > plan,
            Func<int, string>? at = null,
            int? returned = null
        )
        {
            for (var i = 0; i < count; i++)
            {
                var (procedure, channel, delivery, agency, fate) = plan(i);
                // Spread over the morning: 97 is prime to 220 minutes, so neighbours in the plan are not neighbours in the queue.
                var minute = _all.Count * 97 % 220;
                _all.Add(
                    new Planned(
                        firstCitizen + _all.Count + 1,
                        procedure,
                        channel,
                        delivery,
                        agency,
                        at?.Invoke(i) ?? agency,
                        opens.AddMinutes(minute),
                        fate,
                        i == returned
                    )
                );
            }
        }
    }
}
