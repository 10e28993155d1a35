/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WASM_TYPE_NAME_H
#define SYNFIN_WASM_TYPE_NAME_H

// ns-3's sequence-number.h names its types for attributes, which the core has not.
#define TYPENAMEGET_DEFINE(type)

#endif // SYNFIN_WASM_TYPE_NAME_H
