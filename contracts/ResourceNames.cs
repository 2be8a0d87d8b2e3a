namespace HoanKiem.Contracts;

/// <summary>Names of databases, broker and processes: the AppHost, the services and the tests take them from here.</summary>
public static class ResourceNames
{
    /// <summary>The PostgreSQL server that holds one database for each service.</summary>
    public const string Postgres = "postgres";

    /// <summary>The RabbitMQ broker.</summary>
    public const string Messaging = "messaging";

    /// <summary>Service: procedures, agencies, calendars.</summary>
    public const string Catalogue = "catalogue";

    /// <summary>Service: the dossier, its legal state and its clock.</summary>
    public const string Dossiers = "dossiers";

    /// <summary>Service: who must act, in what order, by when.</summary>
    public const string Routing = "routing";

    /// <summary>Service: collection and return by post.</summary>
    public const string Postal = "postal";

    /// <summary>Service: surveys, reports, petitions.</summary>
    public const string Feedback = "feedback";

    /// <summary>Service: tokens and the directory.</summary>
    public const string Identity = "identity";

    /// <summary>Service: read models of every event.</summary>
    public const string Reporting = "reporting";

    /// <summary>The public site and the officers' workbench.</summary>
    public const string Portal = "portal";

    /// <summary>Simulator of the postal carrier.</summary>
    public const string Carrier = "carrier";

    /// <summary>Simulator of the National Public Service Portal.</summary>
    public const string NationalPortal = "national-portal";

    /// <summary>Simulator of the systems of police and social insurance.</summary>
    public const string ExternalAgencies = "external-agencies";

    /// <summary>Simulator of the e-mail and SMS gateways.</summary>
    public const string Gateways = "gateways";

    /// <summary>The program that plays the two mornings.</summary>
    public const string Demonstration = "demonstration";

    /// <summary>The database of a service: its name followed by <c>db</c>, without a hyphen, because Debian's <c>sh</c> drops variables that have one.</summary>
    public static string DatabaseOf(string service) => service + "db";
}
