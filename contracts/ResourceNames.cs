namespace HoanKiem.Contracts;

/// <summary>Names of databases, broker and processes: the AppHost, the services and the tests take them from here.</summary>
public static class ResourceNames
{
    /// <summary>The PostgreSQL server that holds one database for each service.</summary>
    public const string Postgres = "postgres";

    /// <summary>The RabbitMQ broker.</summary>
    public const string Messaging = "messaging";
}
