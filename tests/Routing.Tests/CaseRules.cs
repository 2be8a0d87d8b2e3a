using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Routing.Agencies;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Catalogue;

namespace HoanKiem.Routing.Tests;

/// <summary>Cases without a database: the pure rules alone.</summary>
internal static class CaseRules
{
    public static AgencyBook Book(
        IEnumerable<AgencyRegistered>? agencies = null,
        params AgencySucceeded[] succeeded
    ) => new((agencies ?? Given.Agencies).Select(Agency.Of), succeeded.Select(Succession.Of));

    public static Surroundings World(DateTimeOffset? now = null, AgencyBook? book = null) =>
        new(
            now ?? Given.Morning,
            book ?? Book(),
            CalendarCopy.Of(Given.WorkingCalendar()).ToCalendar(),
            Guid.NewGuid
        );

    public static Case Open(
        RouteStep[] route,
        Surroundings? world = null,
        DossierAccepted? accepted = null
    )
    {
        world ??= World();
        var opened = Case.Open(accepted ?? Given.Accepted(Given.Plain), world);
        opened.Follow(route, world);
        return opened;
    }

    public static Step Step(this Case of, string key) => of.Steps.Single(s => s.Key == key);
}
