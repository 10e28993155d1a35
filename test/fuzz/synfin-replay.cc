/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Gives a harness every input of its corpus, in the place of libFuzzer: any compiler builds it.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size);
extern "C" __attribute__((weak)) int LLVMFuzzerInitialize(int* count, char*** arguments);

int
main(int count, char** arguments)
{
    if (LLVMFuzzerInitialize != nullptr)
    {
        LLVMFuzzerInitialize(&count, &arguments);
    }
    std::set<std::filesystem::path> inputs;
    for (int place = 1; place < count; place++)
    {
        for (const auto& entry : std::filesystem::directory_iterator(arguments[place]))
        {
            inputs.insert(entry.path());
        }
    }
    for (const std::filesystem::path& input : inputs)
    {
        std::printf("%s\n", input.c_str());
        std::fflush(stdout); // the last one is that which fails
        std::ifstream file(input, std::ios::binary);
        const std::vector<char> octets((std::istreambuf_iterator<char>(file)), {});
        LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(octets.data()), octets.size());
    }
    std::printf("%zu inputs\n", inputs.size());
    return inputs.empty() ? 1 : 0;
}
