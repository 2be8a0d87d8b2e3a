using HoanKiem.Audit;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.LookUps;
using HoanKiem.Dossiers.NationalPortal;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.PersonalData;
using HoanKiem.Dossiers.Processing;
using HoanKiem.Dossiers.Reception;
using HoanKiem.Dossiers.Results;
using HoanKiem.Dossiers.Waits;
using HoanKiem.ServiceDefaults.Edges;

namespace HoanKiem.Dossiers;

/// <summary>Everything that can be asked of this service over HTTP.</summary>
internal static class DossiersEndpoints
{
    public static void MapDossiers(this IEndpointRouteBuilder app)
    {
        var dossiers = app.MapGroup("/v1/dossiers")
            .WithTags("Dossiers")
            .RequireAuthorization()
            .Audited(Purpose.Procedure);
        SubmitDossier.Map(dossiers);
        ListDossiers.Map(dossiers);
        SearchDossiers.Map(dossiers);
        GetDossier.Map(dossiers);
        GetHistory.Map(dossiers);
        AttachDocument.Map(dossiers);
        GetDocument.Map(dossiers);
        AcceptDossier.Map(dossiers);
        RefuseDossier.Map(dossiers);
        GetReceipt.Map(dossiers);
        PrintReceipt.Map(dossiers);
        AskForSupplement.Map(dossiers);
        ListSupplementRequests.Map(dossiers);
        ReceiveSupplement.Map(dossiers);
        PayFee.Map(dossiers);
        Apologise.Map(dossiers);
        WithdrawDossier.Map(dossiers);
        StopDossier.Map(dossiers);
        ReturnResult.Map(dossiers);
        EraseDossier.Map(dossiers);
        AskAboutData.Map(dossiers);
        ListUses.Map(dossiers);

        var requests = app.MapGroup("/v1/data-requests")
            .WithTags("PersonalData")
            .RequireAuthorization()
            .Audited(Purpose.OwnData);
        ListDataRequests.Map(requests);
        GetDataRequest.Map(requests);
        GetPersonalData.Map(requests);
        AnswerDataRequest.Map(requests);

        LookUpDossier.Map(app.MapGroup("/v1").Audited(Purpose.OwnData));

        // Nobody signs in here: the message itself is signed.
        TakeFromNationalPortal.Map(
            app.MapGroup("/v1/national-portal")
                .WithTags("NationalPortal")
                .AllowAnonymous()
                .ExpectSystems()
                .Audited(Purpose.Procedure)
        );

        var items = app.MapGroup("/v1/open-items")
            .WithTags("OpenItems")
            .RequireAuthorization()
            .Audited(Purpose.Procedure);
        ListOpenItems.Map(items);
        CloseOpenItem.Map(items);
    }
}
