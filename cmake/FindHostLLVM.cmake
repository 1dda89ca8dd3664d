# Finds the LLVM and Clang of one major version, as a plugin for that major's
# clang-tidy needs them.
#
#   find_package(HostLLVM 19 REQUIRED)
#
# looks in HostLLVM_ROOT, then where distributions put that major
# (/usr/lib/llvm-19), then in PATH, and defines
#
#   HostLLVM::Headers   include folder, definitions and the flags that change
#                       the ABI; links nothing, so that a plugin leaves LLVM's
#                       symbols to its host
#   HostLLVM::LLVM      the shared libLLVM
#   HostLLVM::Clang     the shared libclang-cpp and libLLVM
#   HostLLVM::Tidy      clang-tidy's static libraries over HostLLVM::Clang
#   HostLLVM::Clangd    clangd's as well, where that LLVM has them (17 and newer)
#   HostLLVM_VERSION, HostLLVM_MAJOR, HostLLVM_BINDIR
#   HostLLVM_RESOURCE_DIR  the folder of clang's own headers
#   HostLLVM_CLANG_TIDY the clang-tidy of that major
#
# LLVM's and Clang's own CMake packages are not used: theirs demand every
# library and program of an LLVM build, most of which no plugin needs.

include(FindPackageHandleStandardArgs)

set(HostLLVM_MAJOR "${HostLLVM_FIND_VERSION_MAJOR}")
if(NOT HostLLVM_MAJOR)
  message(FATAL_ERROR "find_package(HostLLVM) needs a major version")
endif()

# A change of major must not keep what was found for another.
if(NOT "${HostLLVM_FOUND_MAJOR}" STREQUAL "${HostLLVM_MAJOR}")
  foreach(Entry CONFIG CLANG_TIDY CLANG_CPP LIB_LLVM INCLUDE_DIR TIDY_LIB
                TIDY_UTILS_LIB)
    unset(HostLLVM_${Entry} CACHE)
  endforeach()
  set(HostLLVM_FOUND_MAJOR "${HostLLVM_MAJOR}" CACHE INTERNAL "")
endif()

find_program(HostLLVM_CONFIG
  NAMES llvm-config llvm-config-${HostLLVM_MAJOR}
  HINTS /usr/lib/llvm-${HostLLVM_MAJOR}
        /usr/lib64/llvm${HostLLVM_MAJOR}
        /usr/lib/llvm/${HostLLVM_MAJOR}
        /opt/homebrew/opt/llvm@${HostLLVM_MAJOR}
        /usr/local/opt/llvm@${HostLLVM_MAJOR}
  PATH_SUFFIXES bin
  DOC "llvm-config of the major version to build for")
mark_as_advanced(HostLLVM_CONFIG)

function(_HostLLVM_ask Result)
  execute_process(COMMAND ${HostLLVM_CONFIG} ${ARGN}
    OUTPUT_VARIABLE Answer OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  set(${Result} "${Answer}" PARENT_SCOPE)
endfunction()

set(HostLLVM_VERSION "")
if(HostLLVM_CONFIG)
  _HostLLVM_ask(HostLLVM_VERSION --version)
  if(NOT HostLLVM_VERSION MATCHES "^${HostLLVM_MAJOR}\\.")
    message(STATUS
      "${HostLLVM_CONFIG} is of LLVM ${HostLLVM_VERSION}, not ${HostLLVM_MAJOR}")
    unset(HostLLVM_CONFIG CACHE)
    set(HostLLVM_VERSION "")
  endif()
endif()

if(HostLLVM_VERSION)
  _HostLLVM_ask(HostLLVM_BINDIR --bindir)
  _HostLLVM_ask(_HostLLVM_LIBDIR --libdir)
  _HostLLVM_ask(_HostLLVM_INCLUDEDIR --includedir)
  _HostLLVM_ask(_HostLLVM_CXXFLAGS --cxxflags)
  set(HostLLVM_RESOURCE_DIR "")
  if(EXISTS ${HostLLVM_BINDIR}/clang)
    execute_process(
      COMMAND ${HostLLVM_BINDIR}/clang -print-resource-dir
      OUTPUT_VARIABLE HostLLVM_RESOURCE_DIR OUTPUT_STRIP_TRAILING_WHITESPACE
      COMMAND_ERROR_IS_FATAL ANY)
  endif()

  find_path(HostLLVM_INCLUDE_DIR clang-tidy/ClangTidyCheck.h
    HINTS ${_HostLLVM_INCLUDEDIR} NO_DEFAULT_PATH)
  find_program(HostLLVM_CLANG_TIDY
    NAMES clang-tidy clang-tidy-${HostLLVM_MAJOR}
    HINTS ${HostLLVM_BINDIR} NO_DEFAULT_PATH)
  find_library(HostLLVM_LIB_LLVM NAMES LLVM LLVM-${HostLLVM_MAJOR}
    HINTS ${_HostLLVM_LIBDIR} NO_DEFAULT_PATH)
  # Debian ships the versioned name only.
  file(GLOB _HostLLVM_CLANG_CPP LIST_DIRECTORIES FALSE
    ${_HostLLVM_LIBDIR}/libclang-cpp.so*
    ${_HostLLVM_LIBDIR}/libclang-cpp.dylib)
  if(_HostLLVM_CLANG_CPP)
    list(GET _HostLLVM_CLANG_CPP 0 _HostLLVM_CLANG_CPP)
    set(HostLLVM_CLANG_CPP "${_HostLLVM_CLANG_CPP}" CACHE FILEPATH
      "shared libclang-cpp")
  endif()
  find_library(HostLLVM_TIDY_LIB NAMES clangTidy
    HINTS ${_HostLLVM_LIBDIR} NO_DEFAULT_PATH)
  find_library(HostLLVM_TIDY_UTILS_LIB NAMES clangTidyUtils
    HINTS ${_HostLLVM_LIBDIR} NO_DEFAULT_PATH)
  mark_as_advanced(HostLLVM_INCLUDE_DIR HostLLVM_CLANG_TIDY HostLLVM_LIB_LLVM
    HostLLVM_CLANG_CPP HostLLVM_TIDY_LIB HostLLVM_TIDY_UTILS_LIB)
endif()

set(_HostLLVM_N "${HostLLVM_MAJOR}")
find_package_handle_standard_args(HostLLVM
  REQUIRED_VARS HostLLVM_CONFIG HostLLVM_INCLUDE_DIR HostLLVM_CLANG_TIDY
                HostLLVM_CLANG_CPP HostLLVM_LIB_LLVM HostLLVM_TIDY_LIB
                HostLLVM_TIDY_UTILS_LIB HostLLVM_RESOURCE_DIR
  VERSION_VAR HostLLVM_VERSION
  REASON_FAILURE_MESSAGE
    "\nBuilding for LLVM ${_HostLLVM_N} needs, on Debian and Ubuntu, the packages\n  clang-${_HostLLVM_N} clang-tidy-${_HostLLVM_N} libclang-${_HostLLVM_N}-dev llvm-${_HostLLVM_N}-dev\n(TICKTIDY_LLVM=${_HostLLVM_N} scripts/setup.sh installs them). An LLVM elsewhere is told with -DHostLLVM_ROOT=DIR, another major with -DTICKTIDY_LLVM=N.")

if(HostLLVM_FOUND AND NOT TARGET HostLLVM::Headers)
  # Of llvm-config's flags only these concern a plugin; the standard and the
  # include folder are said elsewhere.
  separate_arguments(_HostLLVM_CXXFLAGS UNIX_COMMAND "${_HostLLVM_CXXFLAGS}")
  set(_HostLLVM_DEFINITIONS ${_HostLLVM_CXXFLAGS})
  list(FILTER _HostLLVM_DEFINITIONS INCLUDE REGEX "^-D")
  list(TRANSFORM _HostLLVM_DEFINITIONS REPLACE "^-D" "")
  list(REMOVE_ITEM _HostLLVM_DEFINITIONS NDEBUG)
  set(_HostLLVM_OPTIONS ${_HostLLVM_CXXFLAGS})
  list(FILTER _HostLLVM_OPTIONS INCLUDE REGEX
    "^-f(no-)?(exceptions|rtti|unwind-tables|asynchronous-unwind-tables)$")

  add_library(HostLLVM::Headers INTERFACE IMPORTED)
  set_target_properties(HostLLVM::Headers PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${HostLLVM_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS "${_HostLLVM_DEFINITIONS}"
    INTERFACE_COMPILE_OPTIONS
      "$<$<COMPILE_LANGUAGE:CXX>:${_HostLLVM_OPTIONS}>")

  add_library(HostLLVM::LLVM SHARED IMPORTED)
  set_target_properties(HostLLVM::LLVM PROPERTIES
    IMPORTED_LOCATION "${HostLLVM_LIB_LLVM}"
    INTERFACE_LINK_LIBRARIES HostLLVM::Headers)

  add_library(HostLLVM::Clang SHARED IMPORTED)
  set_target_properties(HostLLVM::Clang PROPERTIES
    IMPORTED_LOCATION "${HostLLVM_CLANG_CPP}"
    INTERFACE_LINK_LIBRARIES HostLLVM::LLVM)

  add_library(HostLLVM::Tidy INTERFACE IMPORTED)
  set_target_properties(HostLLVM::Tidy PROPERTIES
    INTERFACE_LINK_LIBRARIES
      "${HostLLVM_TIDY_LIB};${HostLLVM_TIDY_UTILS_LIB};HostLLVM::Clang")

  # The archives need each other, in no order.
  file(GLOB _HostLLVM_CLANGD_LIBS LIST_DIRECTORIES FALSE
    ${_HostLLVM_LIBDIR}/libclangDaemon.a
    ${_HostLLVM_LIBDIR}/libclangDaemonTweaks.a
    ${_HostLLVM_LIBDIR}/libclangdSupport.a
    ${_HostLLVM_LIBDIR}/libclangIncludeCleaner.a
    ${_HostLLVM_LIBDIR}/libclangPseudo*.a
    ${_HostLLVM_LIBDIR}/libclangQuery.a
    ${_HostLLVM_LIBDIR}/libclangTidy*Module.a)
  set(_HostLLVM_CLANGD_MAIN ${_HostLLVM_LIBDIR}/libclangdMain.a)
  if(EXISTS ${_HostLLVM_CLANGD_MAIN})
    add_library(HostLLVM::Clangd INTERFACE IMPORTED)
    set_target_properties(HostLLVM::Clangd PROPERTIES
      INTERFACE_LINK_LIBRARIES
        "-Wl,--start-group;${_HostLLVM_CLANGD_MAIN};${_HostLLVM_CLANGD_LIBS};-Wl,--end-group;HostLLVM::Tidy")
  endif()
endif()
