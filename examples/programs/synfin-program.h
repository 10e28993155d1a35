/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PROGRAM_H
#define SYNFIN_PROGRAM_H

#include <array>
#include <streambuf>

namespace ns3
{
namespace synfin
{

/// @file What every program does at its begin and at its end.

/**
 * @brief Standard input, output and error, as long as it lives: from the begin of main to its end.
 *
 * Whichever is closed is opened, so that no other file takes its number and gets what is printed;
 * reading or writing it still fails. A pipe that nobody reads and a file that may not grow any more
 * are errors of the write, not signals. At the end, what was printed is written out to the last
 * close; where that fails, the program says so and exits with 1.
 */
class StandardStreams
{
  public:
    /// @param program its name, for the message
    explicit StandardStreams(const char* program);
    ~StandardStreams();
    StandardStreams(const StandardStreams&) = delete;
    StandardStreams& operator=(const StandardStreams&) = delete;

  private:
    /// What std::cout writes into: standard output, whose first error is kept.
    class Output : public std::streambuf
    {
      public:
        Output();

        /// Writes what is left and closes it. @return the first error of all writes, or 0
        int Close();

      protected:
        int_type overflow(int_type next) override;
        int sync() override;

      private:
        std::array<char, 1 << 16> m_text;
        int m_error{0};
    };

    const char* m_program;
    Output m_output;
    std::streambuf* m_before; //!< what std::cout wrote into
};

/**
 * @brief Runs a program in its user's language: what it throws becomes a line on standard error.
 * @param name of the program
 * @param body what it does; it returns the exit status
 * @param argc number of arguments
 * @param argv arguments
 * @return the exit status: 2 for BadInput, 1 for any other exception
 */
int RunProgram(const char* name, int (*body)(int, char**), int argc, char** argv);

/// Sets what SIGINT, SIGTERM and SIGHUP do, but not of those that are ignored, as nohup has it.
void CatchSignals(void (*handler)(int));

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROGRAM_H
