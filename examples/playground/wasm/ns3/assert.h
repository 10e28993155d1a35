/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_WASM_ASSERT_H
#define SYNFIN_WASM_ASSERT_H

// Stands in for ns-3's assertions as ns-3 has them without NS3_ASSERT_ENABLE: nothing is evaluated.

#define NS_ASSERT(condition) static_cast<void>(sizeof(condition))
#define NS_ASSERT_MSG(condition, message) static_cast<void>(sizeof(condition))

#endif // SYNFIN_WASM_ASSERT_H
