using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.ExternalSystems;
using HoanKiem.Routing.HandOvers;
using HoanKiem.Routing.OpenItems;
using HoanKiem.Routing.Opinions;
using HoanKiem.Routing.Steps;
using HoanKiem.ServiceDefaults.Edges;

namespace HoanKiem.Routing;

/// <summary>Everything that Routing does over HTTP.</summary>
internal static class Endpoints
{
    public static void MapRouting(this WebApplication app)
    {
        var tasks = app.MapGroup("/v1/tasks")
            .WithTags("Tasks")
            .RequireAuthorization(Policies.Officer)
            .Audited(Purpose.Procedure);
        ListTasks.Map(tasks);
        ClaimTask.Map(tasks);
        CompleteTask.Map(tasks);
        AskForSupplement.Map(tasks);
        AskForFee.Map(tasks);
        AskOpinion.Map(tasks);
        ReassignTask.Map(tasks);

        var cases = app.MapGroup("/v1/cases")
            .WithTags("Cases")
            .RequireAuthorization(Policies.Officer)
            .Audited(Purpose.Procedure);
        FindCase.Map(cases);
        GetCase.Map(cases);
        DecideCase.Map(cases);
        AskForOptionalStep.Map(cases);

        var opinions = app.MapGroup("/v1/opinions")
            .WithTags("Opinions")
            .RequireAuthorization(Policies.Officer)
            .Audited(Purpose.Procedure);
        ListOpinions.Map(opinions);
        AnswerOpinion.Map(opinions);

        var handOvers = app.MapGroup("/v1/hand-overs")
            .WithTags("Hand-overs")
            .RequireAuthorization(Policies.Officer)
            .Audited(Purpose.Procedure);
        ListHandOvers.Map(handOvers);
        GivePapers.Map(handOvers);
        AcknowledgePapers.Map(handOvers);

        var openItems = app.MapGroup("/v1/open-items")
            .WithTags("Open items")
            .RequireAuthorization(Policies.Officer)
            .Audited(Purpose.Procedure);
        ListOpenItems.Map(openItems);
        CloseOpenItem.Map(openItems);

        // Signed by the other system instead of a token.
        var externalSystems = app.MapGroup("/v1/external-systems")
            .WithTags("External systems")
            .AllowAnonymous()
            .ExpectSystems()
            .Audited(Purpose.Procedure);
        ReceiveExternalCallback.Map(externalSystems);
    }
}
