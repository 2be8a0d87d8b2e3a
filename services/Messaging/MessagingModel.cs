using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Messaging;

/// <summary>The tables that a service's own commits write: event log, outbox, deadlines, expectations.</summary>
public static class MessagingModel
{
    /// <summary>Call it in <c>OnModelCreating</c>. The tables are made by <see cref="MessagingSchema"/>, not by generated migrations.</summary>
    public static ModelBuilder AddMessaging(this ModelBuilder modelBuilder) =>
        modelBuilder
            .ApplyConfiguration(new LoggedEventMap())
            .ApplyConfiguration(new OutboxRowMap())
            .ApplyConfiguration(new DeadlineRowMap())
            .ApplyConfiguration(new ExpectationRowMap())
            .ApplyConfiguration(new ExpectationAnswerMap());
}
