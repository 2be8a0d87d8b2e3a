using HoanKiem.Access;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.PersonalData;
using HoanKiem.ServiceDefaults.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Parties;

/// <summary>What a person is in a dossier.</summary>
internal enum PartyRole
{
    /// <summary>Hands it in (người nộp).</summary>
    Applicant,

    /// <summary>Whose matter it is (chủ hồ sơ).</summary>
    Owner,

    /// <summary>Whom it is about: a newborn, someone who died.</summary>
    Subject,

    /// <summary>Acts under a written mandate (người được ủy quyền).</summary>
    Mandatary,

    /// <summary>Helped to file it (người hỗ trợ).</summary>
    Helper,
}

/// <summary>By what a person or body is identified.</summary>
internal enum IdentityKind
{
    /// <summary>Personal identification number, 12 digits (số định danh cá nhân).</summary>
    PersonalNumber,

    /// <summary>Old identity card, 9 digits (chứng minh nhân dân).</summary>
    OldCard,

    /// <summary>Passport.</summary>
    Passport,

    /// <summary>Identity document of another country.</summary>
    ForeignId,

    /// <summary>Tax code of an organisation: 10 or 13 digits.</summary>
    TaxCode,

    /// <summary>None, with a reason: a newborn has no number.</summary>
    None,
}

/// <summary>
/// A person or body in a dossier. All personal fields of this service are in this table, under forced row-level security;
/// numbers, phones and addresses are sealed, two of them found by a blind index.
/// </summary>
internal sealed class Party : IReachable<Party>
{
    /// <inheritdoc />
    public static Ways<Party> Ways { get; } =
        new Ways<Party>().PartOf<Dossier>(party => party.DossierId);

    /// <summary>Identity.</summary>
    public Guid Id { get; private init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private init; }

    /// <summary>What they are in it.</summary>
    public PartyRole Role { get; private init; }

    /// <summary>By what they are identified.</summary>
    public IdentityKind IdentityKind { get; private init; }

    /// <summary>Why there is no number.</summary>
    public string? NoNumberReason { get; private set; }

    /// <summary>Full name, clear: one word or six, never split.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name without accents, for search.</summary>
    public string NameFolded { get; private set; } = "";

    /// <summary>Number, sealed.</summary>
    public string? SealedNumber { get; private set; }

    /// <summary>Blind index of the number.</summary>
    public string? NumberIndex { get; private set; }

    /// <summary>Telephone number in E.164, sealed.</summary>
    public string? SealedPhone { get; private set; }

    /// <summary>Blind index of the telephone number.</summary>
    public string? PhoneIndex { get; private set; }

    /// <summary>E-mail address, sealed.</summary>
    public string? SealedEmail { get; private set; }

    /// <summary>Postal address, sealed.</summary>
    public string? SealedAddress { get; private set; }

    /// <summary>Date of birth, ISO 8601, sealed.</summary>
    public string? SealedBirthDate { get; private set; }

    /// <summary>As in the dossier.</summary>
    public string? OwnerSubject { get; private init; }

    /// <summary>As in the dossier.</summary>
    public string ReceivingAgency { get; private init; } = "";

    /// <summary>As in the dossier.</summary>
    public string[] HandlingAgencies { get; private set; } = [];

    /// <summary>Seals what is personal under the dossier's key.</summary>
    public static Party Of(Dossier dossier, PartyDetails details, Sealing sealing)
    {
        string? Seal(string? text) =>
            string.IsNullOrEmpty(text) ? null : sealing.Seal(dossier.Id, dossier.DataKey, text);
        var phone = details.Phone is null ? null : PhoneNumber.Normalised(details.Phone);
        return new()
        {
            Id = Guid.CreateVersion7(),
            DossierId = dossier.Id,
            Role = details.Role,
            IdentityKind = details.IdentityKind,
            NoNumberReason = details.NoNumberReason,
            Name = details.Name,
            NameFolded = Fold.Of(details.Name),
            SealedNumber = Seal(details.Number),
            NumberIndex = details.Number is null
                ? null
                : sealing.BlindIndex("identity-number", details.Number),
            SealedPhone = Seal(phone),
            PhoneIndex = phone is null ? null : sealing.BlindIndex("phone", phone),
            SealedEmail = Seal(details.Email),
            SealedAddress = Seal(details.Address),
            SealedBirthDate = Seal(
                details.BirthDate?.ToString("O", System.Globalization.CultureInfo.InvariantCulture)
            ),
            OwnerSubject = dossier.OwnerSubject,
            ReceivingAgency = dossier.ReceivingAgency,
            HandlingAgencies = dossier.HandlingAgencies,
        };
    }

    /// <summary>What was wrong reads as the person says; sealed under the same key, found by the new number.</summary>
    public void Correct(CorrectionWish wish, Dossier dossier, Sealing sealing)
    {
        string Seal(string text) => sealing.Seal(dossier.Id, dossier.DataKey, text);
        if (wish.Name is { } name)
            (Name, NameFolded) = (name.Trim(), Fold.Of(name.Trim()));
        if (wish.Number is { } number)
            (SealedNumber, NumberIndex) = (
                Seal(number),
                sealing.BlindIndex("identity-number", number)
            );
        if (wish.Phone is not null && PhoneNumber.Normalised(wish.Phone) is { } phone)
            (SealedPhone, PhoneIndex) = (Seal(phone), sealing.BlindIndex("phone", phone));
        if (wish.Email is { } email)
            SealedEmail = Seal(email);
        if (wish.Address is { } address)
            SealedAddress = Seal(address);
        if (wish.BirthDate is { } born)
            SealedBirthDate = Seal(
                born.ToString("O", System.Globalization.CultureInfo.InvariantCulture)
            );
    }

    /// <summary>Nothing is left of the person but what they were in the dossier.</summary>
    public void Erase()
    {
        (Name, NameFolded) = ("", "");
        (SealedNumber, NumberIndex, SealedPhone, PhoneIndex) = (null, null, null, null);
        (SealedEmail, SealedAddress, SealedBirthDate, NoNumberReason) = (null, null, null, null);
    }

    /// <summary>Another agency acts on the dossier: its parties come into that agency's reach.</summary>
    public void Reach(string[] handlingAgencies) => HandlingAgencies = handlingAgencies;
}

/// <summary>A party as it is handed in, clear and only in memory.</summary>
internal sealed record PartyDetails(
    PartyRole Role,
    IdentityKind IdentityKind,
    string Name,
    string? Number,
    string? NoNumberReason,
    string? Phone,
    string? Email,
    string? Address,
    DateOnly? BirthDate
);

internal sealed class PartyMap : IEntityTypeConfiguration<Party>
{
    public void Configure(EntityTypeBuilder<Party> builder)
    {
        builder.ToTable("party");
        builder.Property(party => party.Id).ValueGeneratedNever();
        builder.HasIndex(party => party.DossierId);
        builder.HasIndex(party => party.NumberIndex);
        builder.HasIndex(party => party.PhoneIndex);
        builder.HasIndex(party => party.NameFolded).HasMethod("gin").HasOperators("gin_trgm_ops");
    }
}
