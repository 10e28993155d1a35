# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Puts content, style and scripts into one file that needs no network."""

import html
import pathlib

from synfin.reporting import packing
from synfin.tools.messages import BadInput

HERE = pathlib.Path(__file__).resolve().parent
CHART_JS = pathlib.Path("/usr/share/javascript/chart.js/chart.min.js")
SCRIPTS = ("unpack.js", "tables.js", "study.js", "selection.js", "charts.js", "boxes.js", "explore.js", "filters.js", "groups.js",
           "labels.js", "ladder.js", "print.js", "main.js")


def chart_library():
    """@return the text of Chart.js."""
    try:
        return CHART_JS.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"no {CHART_JS}: examples/install.sh plot installs it "
                       "(Debian: libjs-chart.js)") from error


def build(content):
    """@return the page."""
    read = lambda name: (HERE / name).read_text(encoding="utf-8")
    parts = {
        "TITLE": html.escape(f"synfin: {content['title']}"),
        "STYLE": read("page.css"),
        "LIBRARY": chart_library().replace("</script", "<\\/script"),
        "DATA": packing.packed(content),
        "SCRIPTS": "\n".join(read(name) for name in SCRIPTS),
    }
    page = read("page.html")
    pieces = []
    # One pass from left to right: what is put in is not looked at again.
    while "{{" in page:
        before, rest = page.split("{{", 1)
        name, page = rest.split("}}", 1)
        pieces += [before, parts[name]]
    return "".join([*pieces, page])
