using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Secrets;
using Microsoft.Extensions.Options;

namespace HoanKiem.Routing.ExternalSystems;

/// <summary>How the systems of other agencies are reached: <c>ExternalSystems:police:BaseUrl</c> and <c>:Secret</c>, one entry a system.</summary>
internal sealed class ExternalSystemOptions
{
    /// <summary>By name of the system of record.</summary>
    public Dictionary<string, Connection> Systems { get; } = new(StringComparer.Ordinal);

    /// <summary>How long a system may say nothing before it is asked, system time.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The connection; null when the system is not connected.</summary>
    public Connection? Find(string system) => Systems.GetValueOrDefault(system);

    internal sealed record Connection(Uri BaseUrl, string Secret);

    /// <summary>Reads the options; in Development the simulator stands in for police and social insurance.</summary>
    internal sealed class Read(IConfiguration configuration, IHostEnvironment environment)
        : IConfigureOptions<ExternalSystemOptions>
    {
        private static readonly string[] Simulated = ["police", "social-insurance"];

        public void Configure(ExternalSystemOptions options)
        {
            var section = configuration.GetSection("ExternalSystems");
            options.Silence = section.GetValue("Silence", options.Silence);
            var simulator = environment.IsDevelopment()
                ? configuration[$"services:{ResourceNames.ExternalAgencies}:http:0"]
                : null;
            foreach (
                var name in section
                    .GetChildren()
                    .Select(c => c.Key)
                    .Where(k => k != "Silence")
                    .Concat(simulator is null ? [] : Simulated)
                    .Distinct()
            )
            {
                var url =
                    section[$"{name}:BaseUrl"]
                    ?? (simulator is null ? null : $"{simulator.TrimEnd('/')}/{name}");
                var secret =
                    section[$"{name}:Secret"]
                    ?? (environment.IsDevelopment() ? DevelopmentSecrets.ExternalSystems : null);
                if (url is null)
                    continue;
                options.Systems[name] = new Connection(
                    new Uri(url.TrimEnd('/') + "/"),
                    secret
                        ?? throw new InvalidOperationException(
                            $"ExternalSystems:{name}:Secret must be set outside Development."
                        )
                );
            }
        }
    }
}
