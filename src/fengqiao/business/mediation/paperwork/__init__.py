"""The official papers of mediation (人民调解文书), in the order they lie in the bundle; letters lie in none."""

from fengqiao.business.mediation.paperwork import agreeing, filing, mediating, opening, registering

ALL = tuple(
    sorted((*opening.ALL, *mediating.ALL, *agreeing.ALL, *filing.ALL, *registering.ALL), key=lambda paper: paper.bundle)
)
