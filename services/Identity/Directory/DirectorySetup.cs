namespace HoanKiem.Identity.Directory;

/// <summary>The directory (danh bạ): its first people are loaded at the start, and whoever changes it goes through these.</summary>
internal static class DirectorySetup
{
    public static void Add(WebApplicationBuilder builder) =>
        builder
            .Services.AddHostedService<LoadDirectory>()
            .AddScoped<Successions>()
            .AddScoped<DirectoryBook>()
            .AddScoped<Proposals>();
}
