using HoanKiem.ServiceDefaults.Database;

namespace HoanKiem.Access;

/// <summary>
/// Row-level security behind the predicate, as a step of the migration. The table has <c>owner_subject</c>, <c>receiving_agency</c>
/// and <c>handling_agencies</c>. It is forced, so that the owner of the tables is held to it too.
/// </summary>
public static class Rls
{
    /// <summary>Forces the policies on a table: <c>services.AddSingleton(Rls.Force("party"))</c>.</summary>
    public static MigrationStep Force(string table)
    {
        const string Reached = """
            (current_setting('hoankiem.kind', true) = 'officer' and (
                receiving_agency = any(string_to_array(current_setting('hoankiem.agencies', true), ','))
                or handling_agencies && string_to_array(current_setting('hoankiem.agencies', true), ',')))
            or (current_setting('hoankiem.kind', true) in ('citizen', 'client') and (
                owner_subject = current_setting('hoankiem.subject', true)
                or owner_subject = any(string_to_array(current_setting('hoankiem.principals', true), ','))))
            """;

        // A system such as the national portal hands in for citizens: it may write what it may not read afterwards.
        return MigrationStep.Sql(
            "row-level security of " + table,
            $$"""
            alter table {{table}} enable row level security;
            alter table {{table}} force row level security;
            drop policy if exists app_reads on {{table}};
            drop policy if exists app_writes on {{table}};
            drop policy if exists worker on {{table}};
            create policy app_reads on {{table}} to {app} using ({{Reached}})
                with check ({{Reached}});
            create policy app_writes on {{table}} for insert to {app}
                with check (current_setting('hoankiem.kind', true) = 'client');
            create policy worker on {{table}} to {worker} using (true) with check (true);
            """
        );
    }
}
