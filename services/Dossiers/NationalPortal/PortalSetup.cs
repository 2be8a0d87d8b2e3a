using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.ServiceDefaults.Secrets;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>What we and the national portal agreed on. Section <c>NationalPortal</c>.</summary>
internal sealed class PortalOptions
{
    /// <summary>Secret under which the portal signs what it hands over; without one nothing is taken.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Address of the portal's interface for partners; without one the rows wait.</summary>
    public string Url { get; set; } = "";

    /// <summary>Our account there.</summary>
    public string User { get; set; } = "";

    /// <summary>Its password.</summary>
    public string Password { get; set; } = "";

    /// <summary>Our code as a partner (madonvi).</summary>
    public string PartnerCode { get; set; } = "H26.16";

    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a commit rows are looked for, so that those of many commits go out together; system time.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often rows are looked for that no commit of this process has announced, system time.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Joins the national portal to the service.</summary>
internal static class PortalSetup
{
    /// <summary>Options, the client and the sender of progress.</summary>
    public static void AddNationalPortal(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<PortalOptions>()
            .Bind(builder.Configuration.GetSection("NationalPortal"))
            .PostConfigure<IConfiguration, IHostEnvironment>(Complete);
        builder.Services.AddHttpClient(nameof(PortalClient));
        builder.Services.AddCommitSignal().AddSingleton<PortalClient>().AddSingleton<SyncQueue>();
        if (!ServiceDefaultsSetup.WritesDocuments)
            builder.Services.AddHostedService<SendProgress>();
    }

    // For a developer's machine, where the simulator knows them too.
    private static void Complete(
        PortalOptions options,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        if (options.Url.Length == 0)
            options.Url =
                configuration[$"services:{ResourceNames.NationalPortal}:http:0"]?.TrimEnd('/')
                ?? "";
        if (!environment.IsDevelopment())
            return;
        if (options.WebhookSecret.Length == 0)
            options.WebhookSecret = DevelopmentSecrets.NationalPortal;
        if (options.User.Length == 0)
            (options.User, options.Password) = ("hoankiem", "development-only");
    }
}
