using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HoanKiem.Faults;

/// <summary>How a wire is cut.</summary>
internal enum Cut
{
    /// <summary>Packets vanish: nobody hears anything, connections stay open.</summary>
    Silent,

    /// <summary>Connections are reset, new ones too.</summary>
    Reset,
}

/// <summary>
/// The wire between the services and one server: a small proxy on loopback, so that the connection between any service and any server can
/// be cut without rights over the machine's network. Whose connection it is, the caller tells from what the client says first, or from
/// the kernel.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly int _server;
    private readonly Func<Socket, CancellationToken, Task<Caller>> _whoCalls;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Link, bool> _links = new();
    private readonly ConcurrentDictionary<string, (Cut How, TaskCompletionSource Healed)> _cuts =
        new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _refused = new();

    public const string Everyone = "*";

    /// <summary>Whose connection it is, and what was read of it to find out.</summary>
    public readonly record struct Caller(string? Service, ReadOnlyMemory<byte> Said);

    public Wire(int server, Func<Socket, CancellationToken, Task<Caller>> whoCalls)
    {
        _server = server;
        _whoCalls = whoCalls;
        var listener = Listen(0);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _accepting = Task.Run(() => Accept(listener));
    }

    /// <summary>Where the services connect.</summary>
    public int Port { get; }

    /// <summary>Cuts the connections of a service, or of <see cref="Everyone"/>.</summary>
    public void CutOff(string who, Cut how)
    {
        _cuts[who] = (how, new TaskCompletionSource());
        if (how == Cut.Reset)
            foreach (var link in _links.Keys.Where(link => who == Everyone || link.Owner == who))
                link.Reset();
    }

    /// <summary>Everything flows again, and what was held on the way arrives.</summary>
    public void Heal()
    {
        foreach (var who in _cuts.Keys)
            if (_cuts.TryRemove(who, out var cut))
                cut.Healed.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Heal();
        foreach (var link in _links.Keys)
            link.Reset();
        await _accepting;
        _stop.Dispose();
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(
            SocketOptionLevel.Socket,
            SocketOptionName.ReuseAddress,
            true
        );
        listener.Start(512);
        return listener;
    }

    private async Task Accept(TcpListener listener)
    {
        while (!_stop.IsCancellationRequested)
            try
            {
                var accepted = listener.AcceptSocketAsync(_stop.Token).AsTask();
                if (await Task.WhenAny(accepted, _refused.Task) == accepted)
                {
                    var client = await accepted;
                    _ = Task.Run(() => Serve(client));
                    continue;
                }
                // A server that is down refuses: so does its wire.
                listener.Stop();
                while (!await Answers())
                    await Task.Delay(50, _stop.Token);
                _refused = new TaskCompletionSource();
                listener = Listen(Port);
            }
            catch (OperationCanceledException) { }
            catch (SocketException)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        listener.Stop();
    }

    private async Task<bool> Answers()
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task Serve(Socket client)
    {
        var link = new Link(client);
        _links[link] = true;
        try
        {
            var (service, said) = await _whoCalls(client, _stop.Token);
            link.Owner = service ?? "";
            if (await Held(link))
                return;
            await Connect(link);
            if (said.Length > 0)
                await link.Server.SendAsync(said, _stop.Token);
            await Task.WhenAny(
                Pump(link, link.Client, link.Server),
                Pump(link, link.Server, link.Client)
            );
            await Held(link); // who is gone behind a dead wire is not known to be gone
        }
        catch (Exception failure)
            when (failure
                    is SocketException
                        or EndOfStreamException
                        or ObjectDisposedException
                        or OperationCanceledException
            ) { }
        finally
        {
            _links.TryRemove(link, out _);
            link.Reset();
        }
    }

    private async Task Connect(Link link)
    {
        try
        {
            await link.Server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
        }
        catch (SocketException)
        {
            _refused.TrySetResult();
            throw;
        }
    }

    private async Task Pump(Link link, Socket from, Socket to)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer, _stop.Token);
                if (read == 0 || await Held(link))
                    return;
                for (var sent = 0; sent < read; )
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stop.Token);
            }
        }
        catch (SocketException) { }
        catch (ObjectDisposedException) { }
    }

    /// <summary>Waits while the wire is silent; true when the connection is to be reset.</summary>
    private async Task<bool> Held(Link link)
    {
        while (CutOf(link.Owner) is { } cut)
        {
            if (cut.How == Cut.Reset)
                return true;
            await cut.Healed.Task.WaitAsync(_stop.Token);
        }
        return false;
    }

    private (Cut How, TaskCompletionSource Healed)? CutOf(string owner) =>
        _cuts.TryGetValue(owner, out var own) ? own
        : _cuts.TryGetValue(Everyone, out var all) ? all
        : null;

    private sealed class Link(Socket client)
    {
        public Socket Client { get; } = NoDelay(client);
        public Socket Server { get; } =
            new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        public string Owner { get; set; } = "";

        private static Socket NoDelay(Socket socket)
        {
            socket.NoDelay = true;
            return socket;
        }

        public void Reset()
        {
            foreach (var end in new[] { Client, Server })
                try
                {
                    end.LingerState = new LingerOption(true, 0);
                    end.Dispose();
                }
                catch (SocketException) { }
                catch (ObjectDisposedException) { }
        }
    }
}
