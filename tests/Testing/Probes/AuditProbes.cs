namespace HoanKiem.Testing.Probes;

/// <summary>
/// Entries of the audit, of all agencies and of acts on everybody's dossiers, and the operation that shows them. It is the same in every service, so
/// one of them is enough.
/// </summary>
public static class AuditProbes
{
    private const int Many = 12;

    // Far behind whatever is sealed meanwhile.
    private const int Place = 1_000_000;

    /// <summary>How they are tried.</summary>
    public static Operation Entries { get; } =
        Operation
            .Search(
                "ListAuditEntries",
                "audit_entry",
                o => $"/operations/audit/entries?object={o.Number}"
            )
            .WhereNothingIs(Guid.Empty.ToString());

    /// <summary>Writes some, with places by lot.</summary>
    public static async Task<List<Probed>> MakeAsync<TProgram>(
        ServiceApp<TProgram> app,
        World world
    )
        where TProgram : class
    {
        var entries = new List<Probed>();
        for (var i = 0; i < Many; i++)
        {
            var entry = new Probed("audit_entry", Guid.NewGuid())
            {
                Oversight = world.AnAgency(),
                Owner = world.ACitizen(),
                Number = Guid.NewGuid().ToString(),
            };
            entry.Words.Add(entry.Id.ToString());
            var owners = entry.Owner is { } owner ? $"'{owner}'" : "";
            await app.Execute(
                $"""
                insert into audit (agency, sequence, id, at, subject, kind, operation, purpose, wrote, objects, owners, sealed_at, entry_hash, hash)
                values ('{entry.Oversight}', {Place
                    + i}, '{entry.Id}', now(), 'somebody', 'officer', 'Probe', 'Procedure', false,
                    array['{entry.Number}']::uuid[], array[{owners}]::text[], now(), '', '')
                """
            );
            entries.Add(entry);
        }

        return entries;
    }
}
