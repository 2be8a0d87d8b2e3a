namespace HoanKiem.Portal.Backend;

/// <summary>
/// Which schema of a service's approved OpenAPI file a record stands for. A test compares the members, so that a page never reads
/// what no service says and never sends what none takes.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OfSchemaAttribute(string service, string schema) : Attribute
{
    public string Service { get; } = service;

    public string Schema { get; } = schema;
}
