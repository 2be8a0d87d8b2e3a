using HoanKiem.Identity.Directory;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Identity;

/// <summary>What the directory refuses, with words for people. What the protocol refuses is in <see cref="Protocol.GrantProblems"/>.</summary>
internal static class Refusals
{
    private static readonly ProblemType SecondPerson = new(
        "second-person-required",
        403,
        "Cần người thứ hai phê duyệt",
        "A second person has to approve"
    );

    private static readonly ProblemType ProposalDecided = new(
        "proposal-decided",
        409,
        "Đề nghị đã được quyết định",
        "The proposal has been decided"
    );

    private static readonly ProblemType WrongDays = new(
        "days-in-wrong-order",
        422,
        "Ngày kết thúc trước ngày bắt đầu",
        "The last day is before the first"
    );

    private static readonly ProblemType IsOver = new(
        "already-over",
        422,
        "Đã hết hiệu lực",
        "It is over already"
    );

    private static readonly ProblemType NoRole = new(
        "nothing-to-substitute",
        422,
        "Người vắng mặt không giữ vai trò này",
        "Who is absent does not hold this role"
    );

    private static readonly ProblemType SubstitutionOverlaps = new(
        "substitution-overlaps",
        409,
        "Trùng thời gian với ủy quyền khác",
        "It overlaps with another substitution"
    );

    private static readonly ProblemType AgencyDissolved = new(
        "agency-dissolved",
        422,
        "Cơ quan đã kết thúc hoạt động",
        "The agency is no more"
    );

    public static IReadOnlyList<ProblemType> All { get; } =
    [
        SecondPerson,
        ProposalDecided,
        WrongDays,
        IsOver,
        NoRole,
        SubstitutionOverlaps,
        AgencyDissolved,
    ];

    public static Refusal SamePerson() =>
        SecondPerson.Because(
            "Người đề nghị hoặc người có liên quan không được tự phê duyệt.",
            "Nobody approves what they proposed, or what concerns themselves."
        );

    public static Refusal Decided(ProposalState state) =>
        ProposalDecided
            .Because("Mỗi đề nghị được quyết định một lần.", "A proposal is decided once.")
            .With("state", state.ToString().ToLowerInvariant());

    public static Refusal EndsBeforeItBegins() =>
        WrongDays
            .Because(
                "Kiểm tra lại ngày bắt đầu và ngày kết thúc.",
                "Check the first and the last day."
            )
            .At("to", "before-from");

    public static Refusal Over() =>
        IsOver.Because("Thời hạn đã qua hoặc đã kết thúc.", "Its time is past, or it has ended.");

    public static Refusal NothingToSubstitute() =>
        NoRole
            .Because(
                "Chỉ ủy quyền vai trò mà người vắng mặt giữ trong suốt thời gian đó.",
                "Only a role can be passed on that the absent person holds all of that time."
            )
            .At("absent", "no-such-role");

    public static Refusal Overlaps() =>
        SubstitutionOverlaps.Because(
            "Mỗi thời điểm chỉ một người thay một vai trò.",
            "One person at a time acts for an absent one."
        );

    public static Refusal Dissolved(Succession succession) =>
        AgencyDissolved
            .Because("Hãy chọn cơ quan kế nhiệm.", "Choose one of those that took over from it.")
            .At("agency", "dissolved")
            .With("lastDay", succession.LastDay)
            .With("successors", succession.Successors);
}
