# Writes the git commit of SOURCE, if it has one, into the header OUTPUT. Run by every build; the file changes with
# the commit only.
cmake_minimum_required(VERSION 3.10)
set(commit "")
find_package(Git QUIET)
if(GIT_FOUND AND EXISTS "${SOURCE}/.git")
  execute_process(
    COMMAND ${GIT_EXECUTABLE} -C "${SOURCE}" describe --always --abbrev=12 --dirty --exclude=*
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
  )
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT "#define SYNFIN_COMMIT \"@commit@\"\n" @ONLY)
