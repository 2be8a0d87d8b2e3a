namespace HoanKiem.Faults.Tests;

/// <summary>
/// The short set: real servers, real faults, at twice the nominal load. The long one is <c>./test --chaos N</c>. What is acknowledged is
/// kept in a ledger outside the system, and after each fault all databases are asked whether anything is missing, double or left over.
/// </summary>
public sealed class ShortFaultTests(RunningSystem running)
{
    [Fact]
    public Task Nothing_is_lost_when_PostgreSQL_and_a_service_are_killed() =>
        running.Survives("postgres-killed", "service-killed");

    [Fact]
    public Task Nothing_is_lost_when_RabbitMQ_is_killed_while_a_message_is_poison() =>
        running.Survives("broker-killed", "poison");

    [Fact]
    public Task Nothing_is_lost_when_wires_between_services_and_servers_are_cut() =>
        running.Survives("database-cut-off", "broker-cut-off");

    [Fact]
    public Task Nothing_is_lost_when_a_service_stands_still_and_everything_comes_twice() =>
        running.Survives("service-stopped", "everything-twice");

    [Fact]
    public Task Nothing_is_lost_when_connections_run_out_while_the_broker_is_away() =>
        running.Survives("connections-exhausted", "broker-away");

    [Fact]
    public Task Nothing_is_lost_when_the_disk_is_full_and_the_clock_jumps()
    {
        Assert.SkipWhen(running.System.Disk is null, running.System.WhyNoDisk);
        return running.Survives("disk-full", "clock-jump");
    }
}
