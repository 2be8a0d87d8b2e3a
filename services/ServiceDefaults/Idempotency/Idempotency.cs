using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.ServiceDefaults.Idempotency;

/// <summary>Marks an endpoint that wants <c>Idempotency-Key</c>.</summary>
public sealed class IdempotencyKeyRequired;

/// <summary>Identity of writes: the same key and body give the same answer, once and for all.</summary>
public static class Idempotency
{
    /// <summary>
    /// For creating POSTs. The answer is kept in the commit of the effect: the middleware has opened the transaction, so the slice
    /// calls <c>SaveChanges</c> as usual and opens no transaction of its own. A refusal rolls everything back and is kept too.
    /// </summary>
    public static TBuilder RequireIdempotencyKey<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new IdempotencyKeyRequired());
}

/// <summary>One answered request.</summary>
internal sealed class StoredAnswer : IEntityTypeConfiguration<StoredAnswer>
{
    /// <summary>Whose key it is: the caller's subject, so that one cannot read another's answer.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>The key as the client sent it, without quotes.</summary>
    public string Key { get; private set; } = "";

    /// <summary>SHA-256 of method, path and canonical body.</summary>
    public byte[] Fingerprint { get; private set; } = [];

    public int Status { get; private set; }

    /// <summary>Location, ETag and content type of the answer, as JSON.</summary>
    public string Headers { get; private set; } = "{}";

    public byte[] Body { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public void Configure(EntityTypeBuilder<StoredAnswer> builder)
    {
        builder.ToTable("idempotency");
        builder.HasKey(answer => new { answer.Subject, answer.Key });
        builder.HasIndex(answer => answer.CreatedAt);
        builder.Property(answer => answer.Headers).HasColumnType("jsonb");
    }
}
