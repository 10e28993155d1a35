# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""All figures, in the order of --help and of the manual."""

from synfin_plot.figures import (
    establish_probability,
    handshake_ecdf,
    handshake_vs_loss,
    syn_attempts,
)

FIGURES = {
    module.FIGURE.name: module.FIGURE
    for module in (
        handshake_ecdf,
        handshake_vs_loss,
        establish_probability,
        syn_attempts,
    )
}
