# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The chains of theory.bursts that the parameters of a run make, where the law of its handshakes is known."""

from synfin.theory import bursts
from synfin.theory.handshake import NotApplicable
from synfin.tools import inputs
from synfin.tools import parameters as parameters_
from synfin.tools.messages import brief

NOTHING = ("none", 0)
WAYS = ("forward", "reverse")


def in_bursts(parameters):
    """@return whether losses of a run come in bursts, on the link or on its clients' own."""
    return any(str(parameters.get(name, "none")).startswith(("gemodel:", "gilbert:"))
               for name in (*(f"loss-{way}" for way in WAYS), "access-loss"))


def are_shared(parameters):
    """@return whether connections of a run meet the same bursts."""
    return any(str(parameters.get(f"loss-{way}", "none")).startswith(("gemodel:", "gilbert:", "state:")) for way in WAYS)


def _numbers(text, count, name):
    found = [inputs.real(part, 0, 1) for part in text]
    if len(found) != count or None in found:
        raise NotApplicable(f"{name} is not known")
    return found


def _with(corrupt, loss):
    """@return the probability that a frame is lost or damaged."""
    return 1 - (1 - loss) * (1 - corrupt)


def _chain(name, loss, corrupt, crowd):
    """
    @param crowd frames a second of others, or None where there are none
    @return the chain of a loss as a run writes it
    """
    kind, _, rest = str(loss).partition(":")
    parts = rest.split(",")
    if kind == "gilbert" and len(parts) == 4:
        good, bad = map(parameters_.seconds, parts[:2])
        of_bad, of_good = _numbers(parts[2:], 2, name)
        return bursts.Timed(_with(corrupt, of_bad), _with(corrupt, of_good), good, bad)
    if kind == "gemodel":
        p, r, of_bad, of_good = _numbers(parts, 4, name)
        of_both = (_with(corrupt, of_bad), _with(corrupt, of_good), p, r)
        return bursts.Alone(*of_both) if crowd is None else bursts.Crowded(*of_both, crowd)
    loss = 0 if loss == "none" else loss
    if not isinstance(loss, (int, float)):
        raise NotApplicable(f"{name} is {brief(str(loss))}, not independent")
    return bursts.independent(_with(corrupt, loss))


def _own_links(parameters):
    """@return whether each connection has its client's link for itself."""
    clients, connections = parameters.get("clients"), parameters.get("connections")
    return isinstance(clients, int) and isinstance(connections, int) and clients >= connections


def chains(parameters):
    """@return the chains forward and reverse; NotApplicable where losses are neither in bursts that are known, nor independent"""
    access = parameters.get("access-loss", "none")
    on_link = [parameters.get(f"loss-{way}", "none") for way in WAYS]
    if access not in NOTHING and any(loss not in NOTHING for loss in on_link):
        raise NotApplicable("frames are lost on the link and on clients' own links")
    crowd = None
    if access in NOTHING and parameters["connections"] != 1:
        crowd = parameters["rate"] if parameters.get("arrivals") in ("poisson", "constant") else 0.0
    if access not in NOTHING and str(access).startswith("gemodel") and not _own_links(parameters):
        raise NotApplicable("connections share a client's own link, and losses there come in bursts of frames")
    found = []
    for way, loss in zip(WAYS, on_link):
        corrupt = parameters.get(f"corrupt-{way}", 0)
        if not isinstance(corrupt, (int, float)):
            raise NotApplicable(f"corrupt-{way} is {brief(str(corrupt))}, not independent")
        name, shown = (f"loss-{way}", loss) if access in NOTHING else ("access-loss", access)
        found.append(_chain(name, shown, corrupt, crowd))
    return found
