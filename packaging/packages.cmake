# cpack makes synfin_*.deb, libsynfin_*.deb and libsynfin-dev_*.deb; configure with -DCMAKE_INSTALL_PREFIX=/usr, so that
# the library stands where Debian's do.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_CONTACT "The synfin authors <synfin@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_COMPONENTS_ALL synfin libsynfin libsynfin-dev)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_LIBRARY_OUTPUT_DIRECTORY})
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# What programs in Python need is what install.sh installs for them.
file(STRINGS ${CMAKE_SOURCE_DIR}/examples/install.sh lines REGEX "^(plot|sweep)=")
string(REGEX REPLACE "(plot|sweep)=|[\";]" " " python_packages "${lines}")
separate_arguments(python_packages UNIX_COMMAND "${python_packages}")
list(REMOVE_DUPLICATES python_packages)
list(JOIN python_packages ", " python_packages)

set(same "(= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_SYNFIN_PACKAGE_NAME synfin)
set(CPACK_DEBIAN_SYNFIN_DESCRIPTION
    "synfin simulates the whole life of TCP connections over links that delay and
lose packets, and records every change of state. These are its programs: one
scenario from parameters, sweeps over many, figures, and pages for a browser;
and the package synfin for Python."
)
set(CPACK_DEBIAN_SYNFIN_PACKAGE_DEPENDS "libsynfin ${same}, python3, ${python_packages}")
set(CPACK_DEBIAN_SYNFIN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_SOURCE_DIR}/debian/postinst
                                              ${CMAKE_CURRENT_SOURCE_DIR}/debian/prerm
)

set(CPACK_DEBIAN_LIBSYNFIN_PACKAGE_NAME libsynfin)
set(CPACK_DEBIAN_LIBSYNFIN_PACKAGE_SECTION libs)
get_target_property(soversion synfin SOVERSION)
set(control ${CMAKE_CURRENT_BINARY_DIR}/control)
file(WRITE ${control}/shlibs "libsynfin ${soversion} libsynfin ${same}\n")
file(COPY debian/triggers DESTINATION ${control})
set(CPACK_DEBIAN_LIBSYNFIN_PACKAGE_CONTROL_EXTRA ${control}/shlibs ${control}/triggers)
set(CPACK_DEBIAN_LIBSYNFIN_DESCRIPTION
    "synfin simulates the whole life of TCP connections over links that delay and
lose packets, and records every change of state. This is its shared library."
)

set(CPACK_DEBIAN_LIBSYNFIN-DEV_PACKAGE_NAME libsynfin-dev)
set(CPACK_DEBIAN_LIBSYNFIN-DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBSYNFIN-DEV_PACKAGE_SHLIBDEPS OFF)
# The package ns3 has two programs without which ns-3's CMake files refuse to be read.
set(CPACK_DEBIAN_LIBSYNFIN-DEV_PACKAGE_DEPENDS "libsynfin ${same}, libns3-dev, ns3, libboost-dev")
set(CPACK_DEBIAN_LIBSYNFIN-DEV_DESCRIPTION
    "synfin simulates the whole life of TCP connections over links that delay and
lose packets, and records every change of state. These are the headers for
ns-3 scripts, and what CMake and pkg-config need to find them."
)

file(STRINGS ${CMAKE_SOURCE_DIR}/CITATION.cff date REGEX "^date-released: ")
string(REPLACE "date-released: " "" date "${date}")
execute_process(
  COMMAND ${SYNFIN_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/debian/changelog.py ${PROJECT_VERSION} ${date}
          ${CPACK_PACKAGE_CONTACT} ${CMAKE_CURRENT_BINARY_DIR}/changelog.gz COMMAND_ERROR_IS_FATAL ANY
)
foreach(package synfin libsynfin libsynfin-dev)
  install(
    FILES debian/copyright ${CMAKE_CURRENT_BINARY_DIR}/changelog.gz
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package}
    COMPONENT ${package}
  )
endforeach()

include(CPack)
