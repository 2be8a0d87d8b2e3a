using System.Net.Sockets;

namespace HoanKiem.LocalRunner;

internal sealed class RabbitMQServerResource(string name) : ServerResource(name, "rabbitmq.sh", Signal.TERM)
{
    protected override string ConnectionString => $"amqp://guest:{Password}@127.0.0.1:{Ports[0]}";
    public override string? Url => Given is null ? $"http://127.0.0.1:{Ports[1]}" : null;

    /// <summary>Healthy when it greets: the protocol header is answered with a frame of method Connection.Start.</summary>
    public override async Task<string?> Probe(CancellationToken stop)
    {
        var address = new Uri(Address.Value!);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(3000);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port == -1 ? 5672 : address.Port, limit.Token);
        await client.GetStream().WriteAsync("AMQP\0\0\x9\x1"u8.ToArray(), limit.Token);
        var frame = new byte[11];
        await client.GetStream().ReadExactlyAsync(frame, limit.Token);
        return frame is [1, _, _, _, _, _, _, 0, 10, 0, 10] ? null : "does not greet";
    }
}
