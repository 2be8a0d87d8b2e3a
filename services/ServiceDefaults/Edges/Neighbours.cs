using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using IPNetwork = System.Net.IPNetwork;

namespace HoanKiem.ServiceDefaults.Edges;

/// <summary>
/// From which address somebody asks. Between them and a service stand the Portal and, in front of it, a proxy that ends TLS; what those say
/// in <c>X-Forwarded-For</c> is believed, what anybody else says is not. <c>Edges:Proxies</c> names them, as addresses or networks separated
/// by blanks; this machine is always among them. An address is used to limit and never written down.
/// </summary>
public static class Neighbours
{
    private const string Setting = "Edges:Proxies";

    /// <summary>Passes on for whom a request is made, from one of our processes to another.</summary>
    public static void PassOnAddress(this HttpRequestMessage request, HttpContext? http)
    {
        if (http?.Connection.RemoteIpAddress is { } address)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", address.ToString());
    }

    internal static void Add(WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<ForwardedHeadersOptions>()
            .Configure<IConfiguration>(
                (options, configuration) =>
                {
                    options.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
                    options.ForwardLimit = null; // it ends at the first who is none of them
                    foreach (var network in Read(configuration[Setting]))
                        options.KnownIPNetworks.Add(network);
                }
            );
        builder.Services.AddSingleton(new StartupCheck(_ => Read(builder.Configuration[Setting])));
    }

    /// <summary>Who asks, as far as an address tells: of IPv6 the network, because every household has as many addresses as it likes.</summary>
    internal static string AddressOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes(), 0, 8)
            : address.ToString();
    }

    private static List<IPNetwork> Read(string? networks) =>
        [
            .. (networks ?? "")
                .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
                .Select(text =>
                    IPNetwork.TryParse(text, out var network) ? network
                    : IPAddress.TryParse(text, out var one)
                        ? new IPNetwork(
                            one,
                            one.AddressFamily == AddressFamily.InterNetwork ? 32 : 128
                        )
                    : throw new InvalidOperationException(
                        $"{Setting} names {text}, which is neither an address nor a network."
                    )
                ),
        ];
}
