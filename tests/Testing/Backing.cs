namespace HoanKiem.Testing;

/// <summary>The real PostgreSQL and RabbitMQ that the tests run against.</summary>
public static class Backing
{
    /// <summary>Connection string of a superuser, without a database.</summary>
    public static string Postgres =>
        Need("HOANKIEM_TEST_POSTGRES", "Host=127.0.0.1;Port=5432;Username=postgres;Password=…");

    /// <summary>AMQP address of a user who may create virtual hosts.</summary>
    public static string RabbitMq =>
        Need("HOANKIEM_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672");

    private static string Need(string name, string example) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"{name} is not set. Run ./test, which starts what the tests need, or set it: {name}=\"{example}\"."
            );
}
