using System.Net.Sockets;

namespace HoanKiem.LocalRunner;

/// <summary>RabbitMQ: a node of its own name, cookie, ports and port mapper.</summary>
internal sealed class RabbitMQServerResource(string name) : ServerResource(name)
{
    private int _management;

    protected override string Program => "/usr/lib/rabbitmq/bin/rabbitmq-server";
    protected override string User => "rabbitmq";
    protected override int ContainerPort => 5672;
    protected override string ContainerFolder => "/var/lib/rabbitmq";
    protected override Signal CleanEnd => Signal.TERM;
    protected override string[] Images => ["hoankiem/rabbitmq:3.10", "rabbitmq:4-management"];
    public override string? Url => _management == 0 ? null : $"http://127.0.0.1:{_management}";

    protected override string ConnectionTo(string password) => $"amqp://guest:{password}@127.0.0.1:{Port}";

    protected override IEnumerable<string> ContainerEnvironment(string password) =>
        ["RABBITMQ_DEFAULT_USER=guest", $"RABBITMQ_DEFAULT_PASS={password}"];

    protected override async Task<Launch> FromBinaries(Installation place, CancellationToken stop)
    {
        _management = _management == 0 ? place.Machine.FreePort() : _management;
        var (distribution, mapper) = (place.Machine.FreePort(), place.Machine.FreePort());
        Directory.CreateDirectory(place["home"]);
        Machine.Secret(place["home/.erlang.cookie"]);
        await File.WriteAllTextAsync(place["plugins"], "[rabbitmq_management].\n", stop);
        Machine.WritePrivate(
            place["rabbitmq.conf"],
            $"""
            listeners.tcp.default = 127.0.0.1:{Port}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {_management}
            default_user = guest
            default_pass = {place.Password}
            log.console = true
            log.console.level = warning
            log.file = false
            disk_free_limit.absolute = 200MB

            """
        );
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = place["home"],
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_NODENAME"] = $"hoankiem-{place.Machine.Mark}@localhost",
            ["RABBITMQ_DIST_PORT"] = $"{distribution}",
            ["RABBITMQ_MNESIA_BASE"] = place["mnesia"],
            ["RABBITMQ_LOG_BASE"] = place["log"],
            ["RABBITMQ_PID_FILE"] = place["pid"],
            ["RABBITMQ_CONFIG_FILE"] = place["rabbitmq.conf"],
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = place["plugins"],
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            ["ERL_EPMD_PORT"] = $"{mapper}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            // The script then becomes the Erlang machine instead of watching over it: signals reach the right process.
            ["RUNNING_UNDER_SYSTEMD"] = "true",
        };
        // The port mapper is the node's own child and dies with it; left to itself the node starts one that outlives everybody.
        var both = $"setpriv --pdeathsig KILL epmd -port {mapper} -address 127.0.0.1 & exec {Program}";
        return new("/bin/sh", ["-c", both]) { Environment = environment, WhenOrphaned = Signal.TERM };
    }

    /// <summary>Healthy when it greets: the protocol header is answered with a frame of method Connection.Start.</summary>
    public override async Task<string?> Probe(CancellationToken stop)
    {
        var address = new Uri(ConnectionString);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(3000);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port == -1 ? 5672 : address.Port, limit.Token);
            await client.GetStream().WriteAsync("AMQP\0\0\x9\x1"u8.ToArray(), limit.Token);
            var frame = new byte[11];
            await client.GetStream().ReadExactlyAsync(frame, limit.Token);
            return frame is [1, _, _, _, _, _, _, 0, 10, 0, 10] ? null : "does not greet";
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return "does not answer";
        }
    }
}
