namespace HoanKiem.Messaging;

/// <summary>Where the broker is: the connection string <c>messaging</c>, an AMQP URI.</summary>
internal sealed record BrokerAddress(string ConnectionString);
