using HoanKiem.Catalogue.Procedures;
using HoanKiem.Contracts;

namespace HoanKiem.Catalogue.Imports;

/// <summary>A procedure as the files state it.</summary>
/// <param name="Row">Its row, to report what the catalogue has against it.</param>
/// <param name="Code">National code.</param>
/// <param name="Versions">One version for each regime it lived in.</param>
/// <param name="WithdrawnBasis">Why it ends; null while it goes on.</param>
internal sealed record StatedProcedure(
    Row Row,
    string Code,
    IReadOnlyList<StatedVersion> Versions,
    string? WithdrawnBasis
);

/// <summary>A version as the files state it.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Content">What it says.</param>
internal sealed record StatedVersion(DateOnly From, DateOnly? To, ProcedureContent Content);

/// <summary>Reads the files about procedures and joins them: each procedure gets one version for each regime in which it was in force.</summary>
internal sealed class ProcedureRows(CatalogueFiles files, ImportReport report)
{
    private static readonly string[] Levels = ["district", "ward", "district|ward"];

    private readonly Dictionary<string, List<ContentStep>> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<
        (string Scope, Regime Regime),
        (SupplementRule Rule, int? Days, bool Verified, string Basis)
    > _supplements = [];
    private readonly List<(Regime Regime, DateOnly From, DateOnly? To)> _regimes = [];
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);

    public IReadOnlyList<StatedProcedure> Read()
    {
        foreach (var row in files["procedures.csv"])
            if (!_codes.Add(row.Matching("code", Row.Code())))
                row.Bad("code", "duplicate", "Mã lặp lại.", "The code appears twice.");
        ReadRegimes();
        ReadRoutes();
        var papers = ReadPapers();
        var channels = ReadChannels();
        var fees = ReadFees();
        return
        [
            .. files["procedures.csv"]
                .Select(row => State(row, papers, channels, fees))
                .OfType<StatedProcedure>(),
        ];
    }

    private StatedProcedure? State(
        Row row,
        ILookup<string, ContentPaper> papers,
        ILookup<string, ContentChannel> channels,
        ILookup<string, ContentFee> fees
    )
    {
        var code = row.Text("code");
        var (from, to) = (row.Date("valid_from"), row.Date("valid_to"));
        if (to < from)
            row.Bad(
                "valid_to",
                "order",
                "Ngày cuối trước ngày đầu.",
                "The last day is before the first."
            );
        var route = row.Text("route");
        if (!_routes.TryGetValue(route, out var steps))
            row.Bad(
                "route",
                "unknown",
                $"Không có quy trình “{route}”.",
                $"There is no route \"{route}\"."
            );
        var replacedBy = row.Maybe("replaced_by");
        if (replacedBy is not null && !_codes.Contains(replacedBy))
            row.Bad(
                "replaced_by",
                "unknown",
                $"Không có mã “{replacedBy}”.",
                $"There is no code \"{replacedBy}\"."
            );
        var (before, after) = (
            row.OneOf("level_to_2025_06_30", Levels),
            row.OneOf("level_from_2025_07_01", Levels)
        );
        var limit = row.Limit(row.Time("cut_off"));
        OnlineGrade? grade = row.OneOf("online_grade", "", "partial", "full") switch
        {
            "partial" => OnlineGrade.Partial,
            "full" => OnlineGrade.Full,
            _ => null,
        };
        var (name, field, online) = (
            row.Text("name"),
            row.Text("field", 200),
            row.MaybeYes("online_channel")
        );
        var confidence = row.OneOf("confidence", "high", "medium", "low");
        if (!report.Clean)
            return null;

        var versions = _regimes
            .Select(regime =>
                (
                    regime.Regime,
                    From: from > regime.From ? from.Value : regime.From,
                    To: to < (regime.To ?? DateOnly.MaxValue) ? to : regime.To
                )
            )
            .Where(span => span.To is null || span.From <= span.To)
            .Select(span =>
            {
                var supplement = _supplements.TryGetValue((code, span.Regime), out var own)
                    ? own
                    : _supplements[("*", span.Regime)];
                return new StatedVersion(
                    span.From,
                    span.To,
                    new ProcedureContent(
                        name,
                        field,
                        span.Regime == Regime.R2 ? after : before,
                        span.Regime,
                        limit,
                        supplement.Rule,
                        supplement.Basis,
                        supplement.Verified,
                        supplement.Days,
                        online,
                        grade,
                        [.. papers[code]],
                        [.. channels[code]],
                        [.. fees[code]],
                        steps!,
                        replacedBy,
                        confidence,
                        row.Maybe("source")
                    )
                );
            });
        return new StatedProcedure(
            row,
            code,
            [.. versions],
            to is null ? null
                : replacedBy is null ? "Công bố bãi bỏ"
                : $"Công bố bãi bỏ, thay bằng {replacedBy}"
        );
    }

    private void ReadRegimes()
    {
        foreach (var row in files["regimes.csv"])
            if (Enum.TryParse<Regime>(row.OneOf("id", Enum.GetNames<Regime>()), out var regime))
                _regimes.Add((regime, row.SureDate("valid_from"), row.Date("valid_to")));

        foreach (var row in files["supplement_rules.csv"])
        {
            var scope = row.Text("applies_to");
            if (scope != "*" && !_codes.Contains(scope))
                row.Bad(
                    "applies_to",
                    "unknown",
                    $"Không có mã “{scope}”.",
                    $"There is no code \"{scope}\"."
                );
            if (
                !Enum.TryParse<Regime>(row.OneOf("regime", Enum.GetNames<Regime>()), out var regime)
            )
                continue;
            var rule =
                row.OneOf("rule", "restart", "resume") == "resume"
                    ? SupplementRule.Resume
                    : SupplementRule.Restart;
            if (
                !_supplements.TryAdd(
                    (scope, regime),
                    (
                        rule,
                        (int?)row.Number("citizen_days", 1, 365),
                        row.Yes("verified"),
                        row.Text("basis", 500)
                    )
                )
            )
                row.Bad("applies_to", "duplicate", "Quy tắc lặp lại.", "The rule appears twice.");
        }

        foreach (
            var (regime, _, _) in _regimes.Where(r => !_supplements.ContainsKey(("*", r.Regime)))
        )
            report.Add(
                new(
                    "supplement_rules.csv",
                    0,
                    "regime",
                    "missing",
                    $"Thiếu quy tắc chung cho {regime}.",
                    $"The general rule of {regime} is missing."
                )
            );
    }

    private void ReadRoutes()
    {
        foreach (var route in files["routes.csv"].GroupBy(row => row.Matching("route", Row.Slug())))
        {
            List<ContentStep> steps =
            [
                .. route.Select(row => new ContentStep(
                    row.Matching("step", Row.Slug()),
                    row.Text("name", 200),
                    row.Text("name_en", 200),
                    row.Text("kind", 20),
                    row.OneOf(
                        "actor",
                        "competent",
                        "lead",
                        "receiving",
                        "chosen",
                        "police",
                        "social-insurance",
                        "tax"
                    ),
                    row.OneOf("system_of_record", "ours", "police", "social-insurance", "tax"),
                    row.Limit(null),
                    row.List("after"),
                    row.Yes("optional")
                )),
            ];
            if (RouteSoundness.Refuses(steps) is { } unsound)
                route.First().Bad("after", "unsound", unsound.Detail, unsound.DetailEn);
            _routes[route.Key] = steps;
        }
    }

    private ILookup<string, ContentPaper> ReadPapers() =>
        files["papers.csv"]
            .Select(row =>
                (
                    Code: KnownCode(row),
                    Paper: new ContentPaper(
                        row.Text("line", 8),
                        row.Text("name", 500),
                        row.Maybe("name_en"),
                        (int)(row.Number("originals", 0, 99) ?? 0),
                        (int)(row.Number("copies", 0, 99) ?? 0),
                        row.Yes("required"),
                        row.List("channels"),
                        row.Maybe("produced_by")
                    )
                )
            )
            .ToArray()
            .ToLookup(pair => pair.Code, pair => pair.Paper, StringComparer.Ordinal);

    private ILookup<string, ContentChannel> ReadChannels() =>
        files["channels.csv"]
            .Select(row =>
                (
                    Code: KnownCode(row),
                    Channel: new ContentChannel(
                        row.OneOf("channel", "counter", "online", "post"),
                        row.Limit(null)
                    )
                )
            )
            .ToArray()
            .ToLookup(pair => pair.Code, pair => pair.Channel, StringComparer.Ordinal);

    private ILookup<string, ContentFee> ReadFees() =>
        files["fees.csv"]
            .Select(row => (Code: KnownCode(row), Fee: ReadFee(row)))
            .ToArray()
            .ToLookup(pair => pair.Code, pair => pair.Fee, StringComparer.Ordinal);

    private static ContentFee ReadFee(Row row)
    {
        const long most = 1_000_000_000;
        var (amount, status) = (
            row.Number("amount", 0, most),
            row.OneOf("status", "published", "provincial", "unclear", "several")
        );
        var (after, amountAfter) = (
            (int?)row.Number("after", 1, 10_000),
            row.Number("amount_after", 0, most)
        );
        if (status == "published" && amount is null)
            row.Bad(
                "amount",
                "required",
                "Mức đã công bố phải có số tiền.",
                "A published fee has an amount."
            );
        if (after is null != amountAfter is null)
            row.Bad(
                "amount_after",
                "pair",
                "after và amount_after đi cùng nhau.",
                "after and amount_after go together."
            );
        return new ContentFee(
            row.Text("fee", 8),
            row.Text("name", 200),
            row.Text("name_en", 200),
            row.OneOf("unit", "page", "copy", "case", "room"),
            amount,
            after,
            amountAfter,
            row.Number("maximum", 1, most),
            row.Number("online_amount", 0, most),
            row.Yes("paid_before"),
            status,
            row.Maybe("basis") ?? ""
        );
    }

    private string KnownCode(Row row)
    {
        var code = row.Text("code");
        if (!_codes.Contains(code))
            row.Bad(
                "code",
                "unknown",
                $"procedures.csv không có mã “{code}”.",
                $"procedures.csv has no code \"{code}\"."
            );
        return code;
    }
}
