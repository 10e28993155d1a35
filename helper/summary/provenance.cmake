# Results say which commit of synfin made them, on which ns-3: synfin-provenance.cc has it from here. The header with the
# commit is looked at by every build and changes with the commit only; then that one file is compiled anew.
# Included once the library is a target: synfin, or what ns-3 calls it and, up to 3.42, its objects.

set(commit_folder ${CMAKE_CURRENT_BINARY_DIR}/commit)
add_custom_target(
  synfin-commit
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR} -DOUTPUT=${commit_folder}/build-commit.h -P
          ${CMAKE_CURRENT_LIST_DIR}/commit.cmake
  BYPRODUCTS ${commit_folder}/build-commit.h
)
foreach(target synfin ${libsynfin} ${libsynfin}-obj)
  if(TARGET ${target})
    add_dependencies(${target} synfin-commit)
  endif()
endforeach()

if(COMMAND build_lib)
  set(synfin_ns3_version ${NS3_VER})
else()
  set(synfin_ns3_version ${ns3_VERSION})
endif()
set_source_files_properties(
  helper/summary/synfin-provenance.cc
  PROPERTIES INCLUDE_DIRECTORIES ${commit_folder} COMPILE_DEFINITIONS "SYNFIN_NS3_VERSION=\"${synfin_ns3_version}\""
)
