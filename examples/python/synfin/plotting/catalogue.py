# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""All figures, in the order of --help and of the manual."""

from synfin.plotting.figures import (
    dwell_times,
    establish_probability,
    handshake_ecdf,
    handshake_vs_loss,
    harm,
    ladder,
    port_exhaustion,
    state_diagram,
    states_over_time,
    syn_attempts,
    time_wait_population,
    timeline,
)

FIGURES = {
    module.FIGURE.name: module.FIGURE
    for module in (
        handshake_ecdf,
        handshake_vs_loss,
        establish_probability,
        syn_attempts,
        time_wait_population,
        states_over_time,
        dwell_times,
        state_diagram,
        ladder,
        timeline,
        port_exhaustion,
        harm,
    )
}
