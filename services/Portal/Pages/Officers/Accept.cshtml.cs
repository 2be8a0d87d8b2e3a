using System.Globalization;
using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using HoanKiem.Portal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HoanKiem.Portal.Pages.Officers;

/// <summary>/can-bo/tiep-nhan/ho-so/{id} — a clerk looks at a dossier that came in and accepts or refuses it.</summary>
internal sealed class AcceptModel(Services services, Agencies agencies) : PageModel
{
    /// <summary>Why a dossier is not accepted (Mẫu 03).</summary>
    public static readonly (string Code, string Vi)[] Reasons =
    [
        ("not-competent", "Không thuộc thẩm quyền giải quyết"),
        ("papers-missing", "Thiếu giấy tờ, công dân không bổ sung"),
        ("not-eligible", "Không đủ điều kiện theo quy định"),
    ];

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string Key { get; set; } = DossierForm.NewKey();

    /// <summary>The version that the clerk looked at.</summary>
    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public bool ReceiptWanted { get; set; }

    [BindProperty]
    public IList<string> FeeCodes { get; set; } = [];

    /// <summary>Units, in the order of <see cref="FeeCodes"/>; empty when not charged.</summary>
    [BindProperty]
    public IList<string?> FeeUnits { get; set; } = [];

    [BindProperty]
    public string ReasonCode { get; set; } = "";

    public DossierShown? Dossier { get; private set; }

    public IReadOnlyList<FeeShown> Fees { get; private set; } = [];

    public Func<string, string> NameOf { get; private set; } = slug => slug;

    public AcceptedShown? Accepted { get; private set; }

    public bool Refused { get; private set; }

    public Answer? Problem { get; private set; }

    public Task OnGet(CancellationToken ct) => Load(ct);

    public async Task OnPostAccept(CancellationToken ct)
    {
        var fees = FeeCodes
            .Zip(FeeUnits)
            .Where(fee => Words.Typed(fee.Second) is not null)
            .Select(fee => new UnitsOfFee(
                fee.First,
                int.TryParse(
                    fee.Second,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var units
                )
                    ? units
                    : 0 // which the service refuses, with words
            ));
        var answer = await Send("acceptance", new ToAccept(ReceiptWanted, [.. fees]), ct);
        if (answer.Ok)
            Accepted = answer.As<AcceptedShown>();
        else
            await Again(answer, ct);
    }

    public async Task OnPostRefuse(CancellationToken ct)
    {
        var answer = await Send("refusal", new ToRefuse(ReasonCode), ct);
        Refused = answer.Ok;
        if (!answer.Ok)
            await Again(answer, ct);
    }

    private Task<Answer> Send(string act, object body, CancellationToken ct) =>
        services.Post(ResourceNames.Dossiers, $"/v1/dossiers/{Id}/{act}", body, ct, Key, Version);

    private async Task Again(Answer answer, CancellationToken ct)
    {
        if (!answer.Unsettled)
            Key = DossierForm.NewKey();
        await Load(ct);
        Problem = answer;
    }

    private async Task Load(CancellationToken ct)
    {
        var answer = await services.Get(ResourceNames.Dossiers, $"/v1/dossiers/{Id}", ct);
        if (!answer.Ok)
        {
            (Problem, Response.StatusCode) = (answer, answer.Status);
            return;
        }

        Dossier = answer.As<DossierShown>();
        NameOf = await agencies.Names(ct);
        var procedure = await services.Get(
            ResourceNames.Catalogue,
            $"/v1/procedures/{Dossier.ProcedureCode}",
            ct
        );
        Fees = procedure.Ok
            ? [.. procedure.As<ProcedureShown>().Content.Fees.Where(fee => fee.Amount > 0)]
            : [];
    }
}
