/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RUN_DRAW_H
#define SYNFIN_RUN_DRAW_H

#include <string>

namespace ns3
{
namespace synfin
{

/**
 * @brief Has Graphviz draw a graph.
 * @param dot the graph, in the language of dot
 * @return the picture as SVG
 * @throws BadInput where there is no Graphviz
 */
std::string DrawnByGraphviz(const std::string& dot);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RUN_DRAW_H
