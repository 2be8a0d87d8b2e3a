using System.Reflection;
using System.Text;
using HoanKiem.Contracts;
using HoanKiem.Testing;

namespace HoanKiem.Architecture.Tests;

/// <summary>
/// What services say to each other. A change in one of the approved files is a change for running systems: members may be added to V1 when
/// readers can do without them; anything else is V2, beside V1. A queue or handler that disappears leaves its messages behind.
/// </summary>
public sealed class ContractTests
{
    private static readonly Assembly Contracts = typeof(Subscriptions).Assembly;

    private static readonly IReadOnlyList<Type> Versioned =
    [
        .. Contracts
            .GetExportedTypes()
            .Where(type => type.Namespace!.Split('.') is ["HoanKiem", "Contracts", _, ['V', ..]])
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    private static readonly IReadOnlyList<Type> Events =
    [
        .. Versioned.Where(type => type.GetProperty("Sequence") is not null),
    ];

    [Fact]
    public void Contracts_are_sealed_records()
    {
        Assert.True(Events.Count > 30);
        Rule.Holds(
            "These are not:",
            Versioned
                .Where(type => !type.IsEnum && !(type.IsRecord() && type.IsSealed))
                .Select(type => type.FullName!)
        );
    }

    [Fact]
    public void An_event_begins_with_its_aggregate_its_place_and_its_time() =>
        Rule.Holds(
            "These do not:",
            from type in Events
            let members = MembersOf(type)
            where
                !(
                    members
                        is [
                            { ParameterType: var id, Name: var name },
                            { Name: "Sequence", ParameterType: var sequence },
                            { Name: "OccurredAt", ParameterType: var time },
                            ..,
                        ]
                    && (id == typeof(Guid) || id == typeof(string))
                    && name is not ("Sequence" or "OccurredAt")
                    && sequence == typeof(long)
                    && time == typeof(DateTimeOffset)
                )
            select $"{type.FullName}({string.Join(", ", members.Take(3).Select(m => m.Name))})"
        );

    [Fact]
    public void Every_event_is_published_by_a_service_that_somebody_may_listen_to() =>
        Rule.Holds(
            "Nobody subscribes to these producers:",
            Events
                .Select(type => type.Namespace!.Split('.')[2].ToLowerInvariant())
                .Where(producer => !Subscriptions.Producers.Contains(producer))
        );

    [Fact]
    public void All_events_of_a_service_are_in_one_file() =>
        Rule.Holds(
            "These folders of contracts hold more than one:",
            Repository
                .Files.Where(file =>
                    file.StartsWith("contracts/", StringComparison.Ordinal)
                    && file.EndsWith(".cs", StringComparison.Ordinal)
                    && file.Contains("/V", StringComparison.Ordinal)
                )
                .GroupBy(file => Path.GetDirectoryName(file)!)
                .Where(folder => folder.Count() > 1)
                .Select(folder => folder.Key)
        );

    [Fact]
    public void Every_member_of_an_event_is_explained()
    {
        var comments = System
            .Xml.Linq.XDocument.Load(
                Path.Combine(AppContext.BaseDirectory, "HoanKiem.Contracts.xml")
            )
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);
        Rule.Holds(
            "These are not:",
            from type in Versioned
            where type.IsRecord()
            from member in MembersOf(type)
            where
                comments
                    .GetValueOrDefault("T:" + type.FullName)
                    ?.Elements("param")
                    .Any(param =>
                        param.Attribute("name")?.Value == member.Name
                        && !string.IsNullOrWhiteSpace(param.Value)
                    ) != true
            select $"{type.FullName}.{member.Name}"
        );
    }

    [Fact]
    public void Messages_are_those_that_were_approved()
    {
        var text = new StringBuilder();
        foreach (var type in Versioned.Concat(Vocabulary()))
        {
            text.Append(type.Namespace).Append(':').Append(type.Name).Append('\n');
            foreach (var line in type.IsEnum ? Enum.GetNames(type) : MembersOf(type).Select(Line))
                text.Append("  ").Append(line).Append('\n');
        }

        Approved.Match("Approved/messages.txt", text.ToString());
    }

    [Fact]
    public void Queues_are_those_that_were_approved() =>
        Approved.Match(
            "Approved/queues.txt",
            string.Join(
                '\n',
                Subscriptions
                    .Producers.SelectMany(producer =>
                        Subscriptions
                            .Of(producer)
                            .Select(consumer => Subscriptions.Queue(consumer, producer))
                    )
                    .Order(StringComparer.Ordinal)
            )
        );

    [Fact]
    public void Handlers_and_their_order_are_those_that_were_approved() =>
        Approved.Match(
            "Approved/handlers.txt",
            string.Join(
                '\n',
                Services
                    .WithApi.OrderBy(service => service.Name, StringComparer.Ordinal)
                    .SelectMany(service => service.Messaging()?.Describe() ?? [])
            )
        );

    [Fact]
    public void Every_subscription_belongs_to_a_service() =>
        Rule.Holds(
            "There are no such services:",
            Subscriptions
                .Producers.Concat(Subscriptions.Producers.SelectMany(Subscriptions.Of))
                .Where(name => Services.Processes.All(service => service.Name != name))
        );

    private static IEnumerable<Type> Vocabulary() =>
        Contracts
            .GetExportedTypes()
            .Where(type => type.IsEnum && type.Namespace == "HoanKiem.Contracts")
            .OrderBy(type => type.FullName, StringComparer.Ordinal);

    private static ParameterInfo[] MembersOf(Type record) =>
        record
            .GetConstructors()
            .MaxBy(constructor => constructor.GetParameters().Length)!
            .GetParameters();

    private static string Line(ParameterInfo member)
    {
        var nullable =
            Nullable.GetUnderlyingType(member.ParameterType) is null
            && new NullabilityInfoContext().Create(member).WriteState == NullabilityState.Nullable;
        return $"{member.Name}: {NameOf(member.ParameterType)}{(nullable ? "?" : "")}{(member.HasDefaultValue ? " (may be left out)" : "")}";
    }

    private static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? NameOf(inner) + "?"
        : type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
