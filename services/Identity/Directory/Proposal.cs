using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Identity.Directory;

/// <summary>What is proposed.</summary>
internal enum ProposalKind
{
    /// <summary>An officer gets a role (bổ nhiệm, phân công).</summary>
    Appointment,

    /// <summary>Somebody acts for an absent officer (ủy quyền).</summary>
    Substitution,

    /// <summary>Somebody may act for a citizen (giấy ủy quyền).</summary>
    Mandate,

    /// <summary>Inspectors may read a named set (thanh tra, kiểm tra).</summary>
    Inspection,

    /// <summary>One of these ends before its time.</summary>
    End,
}

/// <summary>Where a proposal stands.</summary>
internal enum ProposalState
{
    /// <summary>A second administrator has to decide.</summary>
    Waiting,

    /// <summary>It is in force.</summary>
    Approved,

    /// <summary>It will not be.</summary>
    Rejected,
}

/// <summary>
/// A change of the directory, by one administrator, in force when another one has approved it. Nobody approves what they proposed, nor what
/// gives or takes something of their own.
/// </summary>
internal sealed class Proposal
{
    private Proposal() { }

    public Guid Id { get; private init; }

    public ProposalKind Kind { get; private init; }

    /// <summary>What it makes; what it ends, when it is an end.</summary>
    public Guid Source { get; private init; }

    /// <summary>Who gets it: the officer, the substitute, the holder, the inspectors.</summary>
    public string[] Subjects { get; private init; } = [];

    /// <summary>Whose it is: the absent officer, the citizen.</summary>
    public string? Principal { get; private init; }

    public string? Agency { get; private init; }

    public OfficerRole? Role { get; private init; }

    /// <summary>First day, local.</summary>
    public DateOnly From { get; private init; }

    /// <summary>Last day, local; open when null.</summary>
    public DateOnly? To { get; private init; }

    /// <summary>Number of the paper that it rests on: a decision, a contract.</summary>
    public string Basis { get; private init; } = "";

    /// <summary>The set of an inspection.</summary>
    public Guid[] Dossiers { get; private init; } = [];

    public string ProposedBy { get; private init; } = "";

    public DateTimeOffset ProposedAt { get; private init; }

    public ProposalState State { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public int Version { get; private set; } = 1;

    public static Proposal Of(
        ProposalKind kind,
        string[] subjects,
        DateOnly from,
        DateOnly? to,
        string basis,
        By by,
        string? principal = null,
        string? agency = null,
        OfficerRole? role = null,
        Guid[]? dossiers = null,
        Guid? source = null
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(by.At),
            Kind = kind,
            Source = source ?? Guid.CreateVersion7(by.At),
            Subjects = subjects,
            Principal = principal,
            Agency = agency,
            Role = role,
            From = from,
            To = to,
            Basis = basis,
            Dossiers = dossiers ?? [],
            ProposedBy = by.Subject,
            ProposedAt = by.At,
        };

    /// <summary>The same in the agency that took over: the law has decided it, nobody else.</summary>
    public Proposal CarryOver(Guid source, string heir, DateOnly from, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = Kind,
            Source = source,
            Subjects = Subjects,
            Principal = Principal,
            Agency = heir,
            Role = Role,
            From = from,
            To = To,
            Basis = Basis,
            ProposedBy = ProposedBy,
            ProposedAt = ProposedAt,
            State = State,
            DecidedBy = DecidedBy,
            DecidedAt = DecidedAt,
        };

    /// <summary>A second person says yes or no.</summary>
    public Refusal? Decide(ProposalState state, By by)
    {
        if (State != ProposalState.Waiting)
            return Refusals.Decided(State);
        if (
            state == ProposalState.Approved
            && (
                by.Subject == ProposedBy || by.Subject == Principal || Subjects.Contains(by.Subject)
            )
        )
            return Refusals.SamePerson();
        (State, DecidedBy, DecidedAt, Version) = (state, by.Subject, by.At, Version + 1);
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Proposal>
    {
        public void Configure(EntityTypeBuilder<Proposal> proposal)
        {
            proposal.ToTable("proposal");
            proposal.Property(p => p.Version).IsConcurrencyToken();
            proposal.HasIndex(p => p.State);
            proposal.HasIndex(p => new
            {
                p.Principal,
                p.Agency,
                p.Role,
            });
            proposal.HasIndex(p => p.Source);
        }
    }
}

/// <summary>Who proposes or decides, and when.</summary>
internal readonly record struct By(string Subject, DateTimeOffset At);
