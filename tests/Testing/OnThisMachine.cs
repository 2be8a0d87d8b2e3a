using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace HoanKiem.Testing;

/// <summary>Requests of tests come from this machine, as the Portal's do; for whom they are made they may say, as the Portal does.</summary>
internal sealed class OnThisMachine : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                (http, go) =>
                {
                    http.Connection.RemoteIpAddress ??= IPAddress.Loopback;
                    return go(http);
                }
            );
            next(app);
        };
}

/// <summary>Where somebody asks from.</summary>
public static class Places
{
    /// <summary>All requests of the client are made for somebody at this address.</summary>
    public static HttpClient At(this HttpClient client, string address)
    {
        client.DefaultRequestHeaders.Remove("X-Forwarded-For");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }
}
