"""From a post to a scope: which codes it reaches and what it may do there (岗位的数据范围)."""

from __future__ import annotations

from uuid import UUID

from fengqiao.kernel.identity.models import Organization, Post, Role
from fengqiao.kernel.identity.permissions import AUDIT, AUDITOR, WORKBENCH, readings
from fengqiao.kernel.places.scope import CITY, COUNTY, PROVINCE, TOWN, VILLAGE, Scope, reach

WIDTHS = {
    Role.Reach.OFFICE: TOWN,
    Role.Reach.COUNTY: COUNTY,
    Role.Reach.CITY: CITY,
    Role.Reach.PROVINCE: PROVINCE,
}
FAR = (Role.Reach.CITY, Role.Reach.PROVINCE)  # posts that read de-identified rows

Range = tuple[int, int]


def place_of(organization: Organization) -> Range:
    """The whole place an organization stands in: its province, city, county, township or village."""
    return whole(organization.region_id)


def whole(region: int) -> Range:
    """All scope codes of a unit and everything below it."""
    code = region * VILLAGE
    width = next(width for width in (PROVINCE, CITY, COUNTY, TOWN, VILLAGE) if code % width == 0)
    return reach(code, width)


def _with_others(own: Range, organization: Organization) -> tuple[Range, ...]:
    """The own range and, beside it, the units an organization looks after that are not its own."""
    others = (whole(region) for region in organization.townships)
    return own, *((low, high) for low, high in others if not own[0] <= low <= high <= own[1])


def ranges_of(post: Post) -> tuple[Range, ...]:
    """The closed ranges of scope codes a post reaches; none for partners, clue reporters and citizens."""
    organization = post.organization
    if post.ranges is not None:
        return tuple((low, high) for low, high in post.ranges)
    match post.role.reach:
        case Role.Reach.NONE:
            return ()
        case Role.Reach.OWN:
            return ((organization.scope_code, organization.scope_code),)
        case Role.Reach.PLACE:
            return _with_others(place_of(organization), organization)
        case Role.Reach.OFFICE:
            townships = (organization.region_id, *organization.townships)
            return tuple(reach(code * VILLAGE, TOWN) for code in townships)
        case wide:
            return _with_others(reach(organization.scope_code, WIDTHS[Role.Reach(wide)]), organization)


def rights_of(post: Post) -> frozenset[str]:
    """What a post may do; an auditor may look at everything in range and do nothing."""
    if post.role_id == AUDITOR:
        return readings() | {AUDIT}
    return frozenset(post.role.permissions) | {WORKBENCH}


def scope_of(post: Post) -> Scope:
    """Who looks, from this post."""
    return Scope(
        ranges=ranges_of(post),
        organization=post.organization_id,
        post=post.pk,
        user=post.user_id,
        may=rights_of(post),
        masked=post.role.masked or post.role.reach in FAR,
        gives_reason=post.role.gives_reason,
    )


def scope_of_post_id(key: UUID) -> Scope:
    """The scope of a post that is valid now, for streams and jobs; one that has ended is `Post.DoesNotExist`."""
    return scope_of(Post.objects.present().get(pk=key))
