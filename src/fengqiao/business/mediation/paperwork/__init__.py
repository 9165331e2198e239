"""The official papers of mediation (人民调解文书), in the order they lie in the bundle."""

from fengqiao.business.mediation.paperwork import agreeing, filing, mediating, opening

ALL = tuple(sorted((*opening.ALL, *mediating.ALL, *agreeing.ALL, *filing.ALL), key=lambda paper: paper.bundle))
