using System.Security.Cryptography;
using System.Text;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.ServiceDefaults.Secrets;

/// <summary>
/// What services, simulators and databases of a developer's machine know each other by, so that nobody has to invent it there. Everybody can
/// read it, so nothing starts with one of them outside Development, under whatever name it was set.
/// </summary>
public static class DevelopmentSecrets
{
    /// <summary>Under which the simulated carriers sign.</summary>
    public const string Carriers = "whsec_aG9hbmtpZW0tZGV2ZWxvcG1lbnQtY2Fycmllci0wMDE=";

    /// <summary>Under which the simulated national portal signs.</summary>
    public const string NationalPortal = "whsec_ZGV2ZWxvcG1lbnQtb25seS1uYXRpb25hbA==";

    /// <summary>Under which the simulated systems of other agencies sign, and we to them.</summary>
    public const string ExternalSystems = "whsec_aG9hbmtpZW0tZXh0ZXJuYWwtc3lzdGVtcw==";

    /// <summary>The master key of personal data.</summary>
    public const string PersonalData = "aG9hbmtpZW0tZGV2ZWxvcG1lbnQtbWFzdGVyLWtleSE=";

    private const string MessagingDefault = "guest:guest@";

    private static readonly string[] Known =
    [
        Carriers,
        NationalPortal,
        ExternalSystems,
        PersonalData,
        PortalClient.DevelopmentSecret,
    ];

    /// <summary>Password of a role of a database.</summary>
    internal static string OfRole(string database, string role) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                "hoankiem-development"u8,
                Encoding.UTF8.GetBytes($"{database}_{role}")
            )
        );

    internal static void Refuse(WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
            builder.Services.AddSingleton(
                new StartupCheck(_ =>
                {
                    foreach (var (setting, value) in builder.Configuration.AsEnumerable())
                        if (
                            value is not null
                            && (
                                Known.Contains(value, StringComparer.Ordinal)
                                || (
                                    setting.StartsWith(
                                        "ConnectionStrings:",
                                        StringComparison.OrdinalIgnoreCase
                                    ) && value.Contains(MessagingDefault, StringComparison.Ordinal)
                                )
                            )
                        )
                            throw new InvalidOperationException(
                                $"{setting} must not be the secret of a developer's machine."
                            );
                })
            );
    }
}
