using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Catalogue.Agencies;
using HoanKiem.Catalogue.Calendars;
using HoanKiem.Catalogue.Imports;
using HoanKiem.Catalogue.Procedures;

namespace HoanKiem.Catalogue;

/// <summary>Everything that the catalogue does over HTTP. Reading is open to all; writing is for administrators.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app)
    {
        var procedures = app.MapGroup("/v1/procedures")
            .WithTags("Procedures")
            .AllowAnonymous()
            .NotAudited("public");
        SearchProcedures.Map(procedures);
        GetProcedure.Map(procedures);

        var agencies = app.MapGroup("/v1/agencies")
            .WithTags("Agencies")
            .AllowAnonymous()
            .NotAudited("public");
        ListAgencies.Map(agencies);
        GetAgency.Map(agencies);

        var calendars = app.MapGroup("/v1/calendars")
            .WithTags("Calendars")
            .AllowAnonymous()
            .NotAudited("public");
        GetCalendar.Map(calendars);

        var time = app.MapGroup("/v1/working-time")
            .WithTags("Working time")
            .AllowAnonymous()
            .NotAudited("public");
        ComputeDueDate.Map(time);

        var administration = app.MapGroup("/v1")
            .WithTags("Administration")
            .RequireAuthorization(Policies.Operator)
            .Audited(Purpose.Administration);
        PublishProcedure.Map(administration);
        WithdrawProcedure.Map(administration);
        ImportCatalogue.Map(administration);
    }
}
