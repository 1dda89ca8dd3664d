# Debian packages, by `cpack -G DEB` in a build folder:
#
#   ticktidy-common     the loader, the documentation, the CMake package, the hook
#   ticktidy-plugin-N   the checks for clang-tidy-N
#   ticktidy            the command, its manual page and completions
#   ticktidy-clangd     clangd with the checks
#
# One build is for one LLVM major. That of the default major makes all four; that
# of another makes what can lie beside them, the plugin, and a clangd of its own
# name that takes the other's place.

set(DefaultMajor 19)

set(CPACK_PACKAGE_NAME ticktidy)
set(CPACK_PACKAGE_VERSION ${TICKTIDY_VERSION_TEXT})
set(CPACK_PACKAGE_VENDOR "the ticktidy authors")
set(CPACK_PACKAGE_CONTACT "the ticktidy authors <ticktidy@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(Same "(= ${TICKTIDY_VERSION_TEXT})")

set(CPACK_DEBIAN_COMMON_PACKAGE_NAME ticktidy-common)
set(CPACK_DEBIAN_COMMON_DESCRIPTION
  "clang-tidy checks for timers: loader and documentation")

set(CPACK_DEBIAN_PLUGIN_PACKAGE_NAME ticktidy-plugin-${TICKTIDY_LLVM})
set(CPACK_DEBIAN_PLUGIN_PACKAGE_DEPENDS
  "ticktidy-common ${Same}, clang-tidy-${TICKTIDY_LLVM}")
set(CPACK_DEBIAN_PLUGIN_DESCRIPTION
  "clang-tidy checks for timers: plugin for clang-tidy-${TICKTIDY_LLVM}")

set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME ticktidy)
set(CPACK_DEBIAN_COMMAND_PACKAGE_DEPENDS
  "ticktidy-common ${Same}, libclang-common-${TICKTIDY_LLVM}-dev")
set(CPACK_DEBIAN_COMMAND_PACKAGE_SUGGESTS git)
set(CPACK_DEBIAN_COMMAND_DESCRIPTION
  "clang-tidy checks for timers: command for whole projects")

set(CPACK_DEBIAN_CLANGD_PACKAGE_NAME ticktidy-clangd)
set(CPACK_DEBIAN_CLANGD_PACKAGE_DEPENDS
  "ticktidy-common ${Same}, libclang-common-${TICKTIDY_LLVM}-dev")
set(CPACK_DEBIAN_CLANGD_DESCRIPTION
  "clang-tidy checks for timers: clangd ${TICKTIDY_LLVM} with the checks inside")

if(TICKTIDY_LLVM EQUAL DefaultMajor)
  set(CPACK_COMPONENTS_ALL common plugin command)
else()
  set(CPACK_COMPONENTS_ALL plugin)
  set(CPACK_DEBIAN_CLANGD_PACKAGE_NAME ticktidy-clangd-${TICKTIDY_LLVM})
  set(CPACK_DEBIAN_CLANGD_PACKAGE_PROVIDES ticktidy-clangd)
  set(CPACK_DEBIAN_CLANGD_PACKAGE_CONFLICTS ticktidy-clangd)
  set(CPACK_DEBIAN_CLANGD_PACKAGE_REPLACES ticktidy-clangd)
endif()
if(TARGET ticktidy-clangd)
  list(APPEND CPACK_COMPONENTS_ALL clangd)
endif()

include(CPack)
