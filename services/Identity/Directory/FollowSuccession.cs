using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;

namespace HoanKiem.Identity.Directory;

/// <summary>
/// Catalogue → Identity: the roles of an agency end with it. Where one agency takes over all of it, its officers hold them there from the first
/// day on; where it is split, nothing says who goes where, and administrators propose it.
/// </summary>
internal sealed class FollowSuccession(DirectoryBook book, Successions successions)
    : IHandle<AgencySucceeded>
{
    public Task Handle(AgencySucceeded succeeded, CancellationToken ct) =>
        successions.Follow(
            new Succession(
                succeeded.AgencyId,
                succeeded.Effective,
                [.. succeeded.Successors.Select(successor => successor.AgencyId)],
                succeeded.Successors is [{ Whole: true } only] ? only.AgencyId : null
            ),
            book,
            ct
        );
}
