using System.Text;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Dossiers.Lifecycle;

/// <summary>What a person at the office, or the citizen, can do to a dossier.</summary>
internal enum Act
{
    /// <summary>Accept it at reception.</summary>
    Accept,

    /// <summary>Refuse it at reception.</summary>
    Refuse,

    /// <summary>Ask the citizen for papers before it is accepted.</summary>
    AskForPapers,

    /// <summary>Bring the papers that were asked for.</summary>
    BringPapers,

    /// <summary>Pay a fee.</summary>
    Pay,

    /// <summary>Take it back.</summary>
    Withdraw,

    /// <summary>End it without a decision.</summary>
    Stop,

    /// <summary>Apologise and set a new date.</summary>
    Apologise,

    /// <summary>Hand the result over.</summary>
    Return,
}

/// <summary>
/// The national status (trạng thái hồ sơ), 1 to 10, as the National Public Service Portal numbers it,
/// and the table of which act is allowed in which phase.
/// </summary>
internal static class DossierStatus
{
    private static readonly Dictionary<Act, Phase[]> Allowed = new()
    {
        [Act.Accept] = [Phase.Arrived],
        [Act.Refuse] = [Phase.Arrived],
        [Act.AskForPapers] = [Phase.Arrived],
        [Act.BringPapers] = [Phase.Arrived, Phase.Accepted, Phase.Processing],
        [Act.Pay] =
        [
            Phase.Accepted,
            Phase.Processing,
            Phase.Decided,
            Phase.Returned,
            Phase.Withdrawn,
            Phase.Stopped,
        ],
        [Act.Withdraw] = [Phase.Draft, Phase.Arrived, Phase.Accepted, Phase.Processing],
        [Act.Stop] = [Phase.Accepted, Phase.Processing],
        [Act.Apologise] = [Phase.Accepted, Phase.Processing],
        [Act.Return] = [Phase.Decided],
    };

    /// <summary>Every allowed change of phase. What is not here never happens; the diagram is drawn from it.</summary>
    public static IReadOnlyList<(Phase From, Phase To, string By)> Transitions { get; } =
    [
        (Phase.Draft, Phase.Arrived, "DossierCollected"),
        (Phase.Draft, Phase.Withdrawn, "withdraw"),
        (Phase.Arrived, Phase.Accepted, "accept"),
        (Phase.Arrived, Phase.Refused, "refuse"),
        (Phase.Arrived, Phase.Withdrawn, "withdraw"),
        (Phase.Accepted, Phase.Processing, "CaseOpened"),
        (Phase.Accepted, Phase.Withdrawn, "withdraw"),
        (Phase.Accepted, Phase.Stopped, "stop"),
        (Phase.Processing, Phase.Decided, "CaseDecided"),
        (Phase.Processing, Phase.Withdrawn, "withdraw"),
        (Phase.Processing, Phase.Stopped, "stop"),
        (Phase.Decided, Phase.Returned, "return / ShipmentDelivered"),
    ];

    /// <summary>The national status of a dossier with these facets.</summary>
    public static int Of(Facets facets) =>
        facets.Phase switch
        {
            Phase.Refused => 3,
            Phase.Withdrawn => 7,
            Phase.Stopped => 8,
            Phase.Decided => 9,
            Phase.Returned => 10,
            // A draft is not sent to the portal at all; to its citizen it is newly registered.
            Phase.Draft => 1,
            _ when facets.Waits.Contains(WaitKind.Paper) => 5,
            _ when facets.Waits.Contains(WaitKind.Money) => 6,
            Phase.Arrived => 1,
            Phase.Accepted => 2,
            _ => 4,
        };

    /// <summary>The words that the national portal uses.</summary>
    public static string InVietnamese(int status) =>
        status switch
        {
            1 => "Mới đăng ký",
            2 => "Được tiếp nhận",
            3 => "Không được tiếp nhận",
            4 => "Đang xử lý",
            5 => "Yêu cầu bổ sung giấy tờ",
            6 => "Yêu cầu thực hiện nghĩa vụ tài chính",
            7 => "Công dân yêu cầu rút hồ sơ",
            8 => "Dừng xử lý",
            9 => "Đã xử lý xong",
            _ => "Đã trả kết quả",
        };

    /// <summary>The same in English.</summary>
    public static string InEnglish(int status) =>
        status switch
        {
            1 => "Newly registered",
            2 => "Accepted",
            3 => "Not accepted",
            4 => "In process",
            5 => "More papers are asked for",
            6 => "A payment is asked for",
            7 => "Withdrawn by the citizen",
            8 => "Stopped",
            9 => "Decided",
            _ => "Result returned",
        };

    /// <summary>Whether the dossier still goes somewhere by itself.</summary>
    public static bool IsOpen(Phase phase) =>
        phase is Phase.Draft or Phase.Arrived or Phase.Accepted or Phase.Processing;

    /// <summary>The refusal of an act that this phase does not know.</summary>
    public static Refusal? Refuses(Act act, Facets facets) =>
        Allowed[act].Contains(facets.Phase)
            ? null
            : Refusals
                .NotInThisStatus.Because(
                    $"Hồ sơ đang ở trạng thái “{InVietnamese(Of(facets))}”.",
                    $"The status of the dossier is “{InEnglish(Of(facets))}”."
                )
                .With("nationalStatus", Of(facets));

    /// <summary>Acts that are allowed in a phase, for the diagram and for front-ends.</summary>
    public static IReadOnlyList<Act> AllowedIn(Phase phase) =>
        [.. Allowed.Where(entry => entry.Value.Contains(phase)).Select(entry => entry.Key)];

    /// <summary>The life of a dossier as a Mermaid diagram, drawn from the table.</summary>
    public static string ToMermaid()
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        text.Append("    [*] --> Draft: collected at home\n");
        text.Append("    [*] --> Arrived: counter, online, national portal\n");
        foreach (var (from, to, by) in Transitions)
            text.Append("    ")
                .Append(from)
                .Append(" --> ")
                .Append(to)
                .Append(": ")
                .Append(by)
                .Append('\n');
        foreach (var phase in Enum.GetValues<Phase>())
        {
            if (!Transitions.Any(transition => transition.From == phase))
                text.Append("    ").Append(phase).Append(" --> [*]\n");
            var statuses = Statuses(phase);
            text.Append("    ").Append(phase).Append(": ").Append(phase).Append("<br/>status ");
            text.AppendJoin(", ", statuses).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<int> Statuses(Phase phase) =>
        new WaitKind[][] { [], [WaitKind.Paper], [WaitKind.Money] }
            .Select(waits =>
                Of(
                    new Facets(
                        phase,
                        waits.ToHashSet(),
                        MoneyState.Nothing,
                        DeliveryState.Nothing,
                        SyncState.NotAsked
                    )
                )
            )
            // No fee is asked before acceptance.
            .Where(status => !(phase == Phase.Arrived && status == 6))
            .Distinct();
}
