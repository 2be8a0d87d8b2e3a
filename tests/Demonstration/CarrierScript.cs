using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Demonstration;

/// <summary>Tells the simulated carrier which parcel shall come back; which reports come twice or out of order is its own dice.</summary>
internal sealed class CarrierScript(Api api)
{
    /// <param name="orderNumber">What the parcel is ordered under.</param>
    public Task BringBack(string orderNumber) =>
        api.Post(
            Person.Nobody,
            ResourceNames.Carrier,
            "/control",
            new { behaviours = new Dictionary<string, string> { [orderNumber] = "return" } }
        );
}
