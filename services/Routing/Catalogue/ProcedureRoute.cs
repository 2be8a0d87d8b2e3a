using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Routing.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Routing.Catalogue;

/// <summary>Local copy of the route (quy trình) of one version of a procedure; all versions are kept, for a dossier keeps its own.</summary>
internal sealed class ProcedureRoute
{
    private ProcedureRoute() { }

    /// <summary>Identity of the version.</summary>
    public string VersionId { get; private set; } = "";

    public string ProcedureCode { get; private set; } = "";

    /// <summary>Place of the last change in the life of the procedure.</summary>
    public long Sequence { get; private set; }

    /// <summary>The steps; none when the Catalogue knows no route.</summary>
    public IReadOnlyList<RouteStep> Steps { get; private set; } = [];

    /// <summary>The copy of a published version.</summary>
    public static ProcedureRoute Of(ProcedurePublished published)
    {
        var route = new ProcedureRoute
        {
            VersionId = published.VersionId,
            ProcedureCode = published.ProcedureCode,
        };
        route.Become(published);
        return route;
    }

    /// <summary>Takes over a later state; an older one changes nothing.</summary>
    public void Become(ProcedurePublished published)
    {
        if (published.Sequence <= Sequence)
            return;
        Sequence = published.Sequence;
        Steps = [.. published.Route];
    }

    internal sealed class Mapping : IEntityTypeConfiguration<ProcedureRoute>
    {
        public void Configure(EntityTypeBuilder<ProcedureRoute> route)
        {
            route.ToTable("procedure_route");
            route.HasKey(r => r.VersionId);
            route.Property(r => r.VersionId).HasMaxLength(64);
            route.Property(r => r.ProcedureCode).HasMaxLength(32);
            route.Property(r => r.Steps).AsJson();
        }
    }
}
