# What synfin and those that build on it need to know of the ns-3 that find_package(ns3) has found. Sets
#
#   synfin_ns3_standard   the C++ standard that its headers need
#   synfin_ns3_modules    the targets of the modules that synfin stands on
#
# and repairs its targets: Debian's ns-3 3.37 exports include folders that need not exist, third-party libraries that
# nobody but ns-3 links, and -Wl pairs that lose their contents when CMake removes duplicates. What is ns-3's is kept.

set(synfin_ns3_standard 17)
if(ns3_VERSION VERSION_GREATER_EQUAL 3.46)
  set(synfin_ns3_standard 23)
elseif(ns3_VERSION VERSION_GREATER_EQUAL 3.41)
  set(synfin_ns3_standard 20)
endif()

# ns-3's targets are ns3::libcore and so on up to 3.42, ns3::core from 3.43.
set(synfin_ns3_modules)
foreach(synfin_module core network internet traffic-control point-to-point applications)
  if(TARGET ns3::${synfin_module})
    list(APPEND synfin_ns3_modules ns3::${synfin_module})
  else()
    list(APPEND synfin_ns3_modules ns3::lib${synfin_module})
  endif()
endforeach()

# Those imported here, and, where somebody else imported them, those that the modules reach.
function(synfin_repair_ns3)
  get_property(imported DIRECTORY PROPERTY IMPORTED_TARGETS)
  list(FILTER imported INCLUDE REGEX "^ns3::")
  set(waiting ${synfin_ns3_modules} ${imported})
  set(done)
  while(waiting)
    list(POP_FRONT waiting target)
    if(target IN_LIST done OR NOT TARGET ${target})
      continue()
    endif()
    list(APPEND done ${target})
    get_target_property(folders ${target} INTERFACE_INCLUDE_DIRECTORIES)
    set(kept)
    foreach(folder IN LISTS folders)
      if(EXISTS "${folder}/ns3/core-module.h")
        list(APPEND kept "${folder}")
      endif()
    endforeach()
    set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${kept}")
    get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
    if(links)
      list(FILTER links INCLUDE REGEX "^ns3::")
      set_target_properties(${target} PROPERTIES INTERFACE_LINK_LIBRARIES "${links}")
      list(APPEND waiting ${links})
    endif()
  endwhile()
endfunction()
synfin_repair_ns3()
