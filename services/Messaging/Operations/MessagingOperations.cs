using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HoanKiem.Messaging;

/// <summary>What an operator may ask and order, under <c>/operations/messaging</c>; not part of the service's published API.</summary>
public static class MessagingOperations
{
    /// <summary>Maps the operations for callers who satisfy the policy <c>operator</c>; returns them as a group.</summary>
    public static RouteGroupBuilder MapMessagingOperations(this IEndpointRouteBuilder routes)
    {
        var operations = routes
            .MapGroup("/operations/messaging")
            .RequireAuthorization("operator")
            .ExcludeFromDescription();
        ShowStatus.Map(operations);
        ListErrors.Map(operations);
        RedriveErrors.Map(operations);
        RepublishEvents.Map(operations);
        ResetSubscription.Map(operations);
        AcknowledgeExpectations.Map(operations);
        AcknowledgeDifferences.Map(operations);
        return operations;
    }
}
