using System.ComponentModel.DataAnnotations;
using HoanKiem.ServiceDefaults.Text;
using Microsoft.Extensions.Options;

namespace HoanKiem.Dossiers.Parties;

/// <summary>A person or body as it is handed in over HTTP.</summary>
/// <param name="Role">What they are in the dossier.</param>
/// <param name="IdentityKind">By what they are identified.</param>
/// <param name="Name">Full name; one word or six.</param>
/// <param name="Number">Number of that kind; none for <c>none</c>.</param>
/// <param name="NoNumberReason">Why there is no number, for <c>none</c>.</param>
/// <param name="Phone">Vietnamese telephone number.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Address">Postal address.</param>
/// <param name="BirthDate">Date of birth.</param>
internal sealed record PartyRequest(
    PartyRole Role,
    IdentityKind IdentityKind,
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: StringLength(32)] string? Number = null,
    [property: StringLength(200)] string? NoNumberReason = null,
    [property: VietnamesePhone] string? Phone = null,
    [property: EmailAddress, StringLength(254)] string? Email = null,
    [property: StringLength(400)] string? Address = null,
    DateOnly? BirthDate = null
) : IValidatableObject
{
    /// <summary>The number fits its kind.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var allowed =
            validationContext.GetService<IOptions<IdentifierOptions>>()?.Value.AllowTestNumbers
            ?? false;
        var fits = Number is { } number
            ? Fits(IdentityKind, number, allowed)
            : IdentityKind == IdentityKind.None && NoNumberReason is { Length: > 0 };
        if (!fits && IdentityKind == IdentityKind.None)
            yield return new ValidationResult(
                "required|Nêu lý do không có số định danh, và không gửi số.|Say why there is no number, and send none.",
                ["NoNumberReason"]
            );
        else if (!fits)
            yield return new ValidationResult(
                "identity-number|Số giấy tờ không thể có với loại giấy tờ này.|There can be no such number of this kind.",
                ["Number"]
            );
    }

    /// <summary>There can be such a number of this kind.</summary>
    public static bool Fits(IdentityKind kind, string number, bool allowTestNumbers) =>
        kind switch
        {
            IdentityKind.None => false,
            IdentityKind.PersonalNumber => IdentityNumber.IsPossible(number, allowTestNumbers),
            IdentityKind.OldCard => number.Length == 9 && number.All(char.IsAsciiDigit),
            IdentityKind.TaxCode => number.Length is 10 or 13 or 14
                && number.All(character => char.IsAsciiDigit(character) || character == '-'),
            _ => number.Length is >= 5 and <= 20 && number.All(char.IsAsciiLetterOrDigit),
        };

    /// <summary>For the entity.</summary>
    public PartyDetails ToDetails() =>
        new(
            Role,
            IdentityKind,
            Name.Trim(),
            Number,
            NoNumberReason,
            Phone,
            Email,
            Address,
            BirthDate
        );
}
