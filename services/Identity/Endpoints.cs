using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Identity.Directory;
using HoanKiem.Identity.Tokens;

namespace HoanKiem.Identity;

/// <summary>Everything that Identity does over HTTP. The protocol's own endpoints are in <see cref="Protocol.Issuer"/>, what people see in <c>Pages</c>.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app)
    {
        GetSigningKeys.Map(app.MapGroup("").NotAudited("public keys"));

        var appointments = app.MapGroup("/v1/appointments")
            .WithTags("Directory")
            .RequireAuthorization()
            .NotAudited("the caller's own appointments");
        ListMyAppointments.Map(appointments);

        var directory = app.MapGroup("/v1/directory")
            .WithTags("Directory")
            .RequireAuthorization(Policies.Operator);
        ListProposals.Map(directory.MapGroup("").NotAudited("subjects, roles and days"));
        var changes = directory.MapGroup("").Audited(Purpose.Administration);
        ProposeAppointment.Map(changes);
        ProposeSubstitution.Map(changes);
        ProposeMandate.Map(changes);
        ProposeInspection.Map(changes);
        ProposeEnd.Map(changes);
        ApproveProposal.Map(changes);
        RejectProposal.Map(changes);

        app.MapRazorPages();
    }
}
