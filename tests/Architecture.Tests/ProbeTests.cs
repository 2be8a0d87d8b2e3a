using HoanKiem.Contracts;
using HoanKiem.Testing.Probes;

namespace HoanKiem.Architecture.Tests;

/// <summary>
/// Every operation is tried by everybody, in the tests of its service, or stands in the approved file <c>open-operations.txt</c>. Services
/// with probes look after themselves; the others have nothing but what is open.
/// </summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData(ResourceNames.Catalogue)]
    [InlineData(ResourceNames.Reporting)]
    [InlineData(ResourceNames.Identity)]
    public void A_service_without_probes_has_only_operations_that_were_approved(string service) =>
        Assert.Empty(OpenOperations.In(service).Except(OpenOperations.Approved(service)));

    [Theory]
    [InlineData(ResourceNames.Dossiers)]
    [InlineData(ResourceNames.Routing)]
    [InlineData(ResourceNames.Postal)]
    [InlineData(ResourceNames.Feedback)]
    [InlineData(ResourceNames.Catalogue)]
    [InlineData(ResourceNames.Reporting)]
    [InlineData(ResourceNames.Identity)]
    public void What_was_approved_is_there(string service) =>
        Assert.Empty(OpenOperations.Approved(service).Except(OpenOperations.In(service)));
}
