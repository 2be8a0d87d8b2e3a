namespace HoanKiem.Postal.Dossiers;

/// <summary>Whose matter it is and where it was taken: copied from the dossier to whatever travels for it.</summary>
internal interface IConcerned
{
    /// <summary>Subject of the signed-in applicant, if any.</summary>
    string? OwnerSubject { get; }

    /// <summary>Reception point.</summary>
    string ReceivedAt { get; }

    /// <summary>Agency of that point.</summary>
    string ReceivingAgency { get; }

    /// <summary>The competent agency, to which it was routed.</summary>
    string[] HandlingAgencies { get; }
}
