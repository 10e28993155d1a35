# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Where synfin's programs are."""

import os
import pathlib
import re
import shutil

from synfin.tools.messages import BadInput, brief

_PACKAGE = pathlib.Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[2]


def is_checkout():
    """@return whether this package lies in synfin's sources, and not where it was installed."""
    return (_CHECKOUT / "helper" / "output" / "synfin-version.h").is_file()


def _tree_of(folder):
    """@return the ns-3 tree in whose contrib/ or src/ a folder lies, or None."""
    for parent in (folder, *folder.parents):
        tree = parent.parent
        if parent.name in ("contrib", "src") and any((tree / name).is_file() for name in ("ns3", "waf")):
            return tree
    return None


def _is_program(path):
    return os.path.isfile(path) and os.access(path, os.X_OK)


def _in(folder, name):
    """@return the program in a folder, also under the name that ns-3 gives it (ns3.48-synfin-run-optimized); or None"""
    if _is_program(folder / name):
        return folder / name
    named = re.compile(rf"ns3[^/]*-{re.escape(name)}(-[a-z]+)?")  # with the profile of the build, but for release
    found = [path for path in folder.glob(f"ns3*-{name}*") if named.fullmatch(path.name) and _is_program(path)]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def _folders(beside, trees):
    """@return the folders where programs may be, the nearest first."""
    folders = [pathlib.Path(folder) for folder in beside]
    # In a tree, its own programs, also where contrib/synfin is a link to a checkout that was built alone, too.
    folders += [tree / "build" / module / "synfin" / "examples" for tree in trees for module in ("contrib", "src")]
    if is_checkout():
        folders.append(_CHECKOUT / "build" / "bin")
    else:
        # .../lib/python3/dist-packages/synfin has .../bin; what "pip --target" installed has bin beside it.
        folders += [parent / "bin" for parent in _PACKAGE.parents[:4]]
    return folders


def find_program(name, beside=()):
    """
    Looks into $SYNFIN_BIN, the folders beside, the build folder of the ns-3 tree in which they or this package are, that of
    the checkout or where this package is installed, and PATH, in this order.

    @param name such as "synfin-run"
    @param beside folders
    @return the path, a text; BadInput, which says how to come by it, when there is no such program
    """
    if not isinstance(name, str) or not re.fullmatch("[A-Za-z0-9_.-]+", name):
        raise BadInput(f"find_program: name={brief(repr(name))}: accepted is the name of a program, such as synfin-run")
    wanted = os.environ.get("SYNFIN_BIN")
    trees = list(filter(None, (_tree_of(pathlib.Path(os.path.abspath(folder))) for folder in (*beside, _PACKAGE))))
    for folder in [pathlib.Path(wanted)] if wanted else _folders(beside, trees):
        path = _in(folder, name)
        if path is not None:
            return os.path.abspath(path)
    if wanted:
        raise BadInput(f"SYNFIN_BIN={brief(wanted)}: accepted is the folder of the programs; {name} is not in it")
    path = shutil.which(name)
    if path is None:
        raise BadInput(f"{name} is missing: {_remedy(name, trees)}, or name its folder in SYNFIN_BIN")
    return os.path.abspath(path)


def _remedy(name, trees):
    if trees:
        return f"build it (./ns3 build {name})" if (trees[0] / "ns3").is_file() else "build it (./waf build)"
    return "build it (cmake --build build)" if is_checkout() else "install synfin's programs"
