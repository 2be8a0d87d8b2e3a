using System.Globalization;

namespace HoanKiem.SignIn;

/// <summary>Someone who acts.</summary>
/// <param name="Subject">User name of the account, or client id.</param>
/// <param name="Kind"><c>citizen</c>, <c>officer</c>, <c>client</c>, or empty: nobody is signed in.</param>
public sealed record Person(string Subject, string Kind)
{
    public static Person Nobody { get; } = new("-", "");

    /// <summary>Officers of today's wards have accounts of their own since 01/07/2025.</summary>
    public static Person Officer(string role, string agency, bool later = false) =>
        new(later ? $"{role}.{agency}.2025" : $"{role}.{agency}", "officer");

    public static Person Citizen(int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"citizen.{number:000}"), "citizen");

    /// <summary>Another system.</summary>
    public static Person Client(string id) => new(id, "client");
}
