/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCHEMA_H
#define SYNFIN_SCHEMA_H

#include <string>

namespace ns3
{
namespace synfin
{

/**
 * @file
 * What other programs need to know of this one, so that none keeps a list of its own: states and
 * the steps between them, causes, tables, keys of results, options, fields of the profile, units.
 */

/**
 * @brief What --schema prints.
 * @return the lists that the program itself reads and writes by, as one JSON document
 */
std::string SchemaToJson();

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCHEMA_H
