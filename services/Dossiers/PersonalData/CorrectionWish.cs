using System.ComponentModel.DataAnnotations;
using HoanKiem.ServiceDefaults.Text;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>What is wrong and how it should read; what is not given stays as it is.</summary>
/// <param name="PartyId">Of whom.</param>
/// <param name="Name">Full name.</param>
/// <param name="Number">Number of the same kind of document.</param>
/// <param name="Phone">Vietnamese telephone number.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Address">Postal address.</param>
/// <param name="BirthDate">Date of birth.</param>
internal sealed record CorrectionWish(
    Guid PartyId,
    [property: StringLength(200, MinimumLength = 1)] string? Name = null,
    [property: StringLength(32)] string? Number = null,
    [property: VietnamesePhone] string? Phone = null,
    [property: EmailAddress, StringLength(254)] string? Email = null,
    [property: StringLength(400, MinimumLength = 1)] string? Address = null,
    DateOnly? BirthDate = null
)
{
    /// <summary>Names of what is to be put right, for the history: never what it says.</summary>
    public IReadOnlyList<string> Members() =>
        [
            .. new (string Name, object? Value)[]
            {
                ("name", Name),
                ("number", Number),
                ("phone", Phone),
                ("email", Email),
                ("address", Address),
                ("birthDate", BirthDate),
            }
                .Where(member => member.Value is not null)
                .Select(member => member.Name),
        ];
}
