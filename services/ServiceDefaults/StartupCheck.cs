namespace HoanKiem.ServiceDefaults;

/// <summary>
/// Something without which the service must not start, e.g. a key that may not be the one of Development. Checked after the host is
/// built and not while the OpenAPI document is written.
/// </summary>
/// <param name="Check">Throws when the service must not start.</param>
public sealed record StartupCheck(Action<IServiceProvider> Check);
