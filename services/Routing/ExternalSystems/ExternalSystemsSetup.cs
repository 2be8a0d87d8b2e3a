using HoanKiem.ServiceDefaults;

namespace HoanKiem.Routing.ExternalSystems;

/// <summary>Systems of police, social insurance and tax (hệ thống chuyên ngành): who they are, how they are asked and how answers are fetched.</summary>
internal static class ExternalSystemsSetup
{
    public static void AddExternalSystems(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ExternalDesk>();
        builder.Services.ConfigureOptions<ExternalSystemOptions.Read>();
        builder.Services.AddHttpClient<ExternalClient>(http =>
            http.Timeout = TimeSpan.FromSeconds(20)
        );
        if (!ServiceDefaultsSetup.WritesDocuments)
            builder
                .Services.AddHostedService<SendExternalRequests>()
                .AddHostedService<ReconcileExternalSteps>();
    }
}
