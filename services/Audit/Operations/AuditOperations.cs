using HoanKiem.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HoanKiem.Audit;

/// <summary>What may be asked of a service's audit, under <c>/operations/audit</c>; not part of its published API, for it is the same in all.</summary>
public static class AuditOperations
{
    /// <summary>Maps the operations. What is asked of the audit is in the audit.</summary>
    public static IEndpointRouteBuilder MapAudit(this IEndpointRouteBuilder routes)
    {
        var operations = routes
            .MapGroup("/operations/audit")
            .ExcludeFromDescription()
            .Audited(Purpose.Oversight);
        ListEntries.Map(
            operations.MapGroup("").RequireCaller(CallerKind.Officer, CallerKind.Citizen)
        );
        VerifyAudit.Map(operations.MapGroup("").RequireCaller(CallerKind.Officer));
        return routes;
    }
}
