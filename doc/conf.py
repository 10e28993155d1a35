# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""How Sphinx builds the manual (doc/build.sh). Sphinx 5.3 of Debian 12 and 8.1 of Debian 13 do it alike."""

import pathlib
import re

from docutils import nodes
from docutils.utils.math import math2html

ROOT = pathlib.Path(__file__).resolve().parent.parent

project = "synfin"
author = "The synfin authors"
copyright = "2026, The synfin authors"  # pylint: disable=redefined-builtin # Sphinx's name for it
release = version = re.search(r'VERSION = "([^"]+)"', (ROOT / "helper" / "output" / "synfin-version.h").read_text(encoding="utf-8"))[1]

extensions = []
nitpicky = True
html_theme = "alabaster"
html_theme_options = {
    "description": f"TCP from the first SYN to the end of TIME_WAIT, in ns-3. Version {release}",
    "fixed_sidebar": True,
    "page_width": "min(100%, 1180px)",
    "sidebar_width": "230px",
    "body_max_width": "none",
    "font_family": "sans-serif",
    "font_size": "16px",
    "sidebar_collapse": True,
}
html_sidebars = {"**": ["about.html", "searchbox.html", "navigation.html"]}
html_static_path = ["manual.css"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "docutils"


def write_formula(writer, node):
    """Formulas as HTML, by docutils: a page needs neither JavaScript nor a network."""
    display = node.tagname == "math_block"
    math2html.DocumentParameters.displaymode = display
    formula = math2html.math2html(node.astext())
    tag = "div" if display else "span"
    writer.body.append(f'<{tag} class="formula">{formula}</{tag}>')
    raise nodes.SkipNode


def setup(app):
    """Registers the renderer of formulas."""
    app.add_html_math_renderer("docutils", (write_formula, None), (write_formula, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
