/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-fuzz-host.h"

using namespace ns3::synfin;

/// Until the resolution is set, ns-3 keeps a list of all Times.
extern "C" int
LLVMFuzzerInitialize(int*, char***)
{
    ns3::Time::SetResolution(ns3::Time::NS);
    return 0;
}

/// A host that anybody may send anything to, at any time, while its users do as they like.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    FuzzInput input(data, size);
    FuzzHost host(input);
    for (int step = 0; step < 200 && !input.IsEmpty(); ++step)
    {
        host.Step();
    }
    host.End();
    return 0;
}
