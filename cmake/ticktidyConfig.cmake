# The CMake package of ticktidy: clang-tidy's checks for timers.
#
#   find_package(ticktidy REQUIRED)
#   ticktidy_target(my_server)
#
# ticktidy_PLUGIN      the file that clang-tidy's --load takes
# ticktidy_MAJORS      the LLVM majors for which the plugin has a build
# ticktidy_CLANG_TIDY  a clang-tidy of one of them, or ...-NOTFOUND; set it to
#                      choose another
# ticktidy_COMMAND     the command ticktidy, or ...-NOTFOUND

get_filename_component(_ticktidy_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.."
  ABSOLUTE)
set(ticktidy_PLUGIN "${_ticktidy_prefix}/lib/ticktidy.so")
file(GLOB _ticktidy_builds "${_ticktidy_prefix}/lib/ticktidy/llvm-*")
set(ticktidy_MAJORS)
foreach(_ticktidy_build IN LISTS _ticktidy_builds)
  string(REGEX REPLACE ".*/llvm-" "" _ticktidy_build "${_ticktidy_build}")
  list(APPEND ticktidy_MAJORS "${_ticktidy_build}")
endforeach()
list(SORT ticktidy_MAJORS COMPARE NATURAL ORDER DESCENDING)

if(NOT EXISTS "${ticktidy_PLUGIN}" OR NOT ticktidy_MAJORS)
  set(ticktidy_FOUND FALSE)
  set(ticktidy_NOT_FOUND_MESSAGE
    "The plugin is not in ${_ticktidy_prefix}/lib: install ticktidy's plugin for your clang-tidy (on Debian, ticktidy-plugin-19 or the like).")
  return()
endif()

set(_ticktidy_names)
set(_ticktidy_hints)
foreach(_ticktidy_major IN LISTS ticktidy_MAJORS)
  list(APPEND _ticktidy_names clang-tidy-${_ticktidy_major})
  list(APPEND _ticktidy_hints /usr/lib/llvm-${_ticktidy_major}/bin)
endforeach()
find_program(ticktidy_CLANG_TIDY NAMES ${_ticktidy_names} clang-tidy
  HINTS ${_ticktidy_hints}
  DOC "clang-tidy that runs ticktidy's checks")
find_program(ticktidy_COMMAND ticktidy
  HINTS "${_ticktidy_prefix}/bin" NO_DEFAULT_PATH)
mark_as_advanced(ticktidy_CLANG_TIDY ticktidy_COMMAND)

# ticktidy_target(TARGET [CHECKS GLOBS] [WARNINGS_AS_ERRORS])
#
# Runs the timer checks with every compilation of the target's C and C++
# sources. A clang-tidy that the target has already (C_CLANG_TIDY,
# CXX_CLANG_TIDY) gets them as well, in the same run.
#
#   CHECKS              as clang-tidy's --checks; by default timer-* beside what
#                       the target has, and nothing else where it has nothing;
#                       "" leaves the choice to .clang-tidy
#   WARNINGS_AS_ERRORS  a report ends the build
function(ticktidy_target target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "WARNINGS_AS_ERRORS" "CHECKS" "")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "ticktidy_target: what is '${arg_UNPARSED_ARGUMENTS}'?")
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "ticktidy_target: there is no target '${target}'")
  endif()
  if(NOT ticktidy_CLANG_TIDY)
    message(FATAL_ERROR
      "ticktidy_target: there is no clang-tidy of LLVM ${ticktidy_MAJORS}; install one, or name it with -Dticktidy_CLANG_TIDY=FILE")
  endif()
  # An empty value is one too, which cmake_parse_arguments does not tell.
  if("CHECKS" IN_LIST ARGN)
    set(given TRUE)
  else()
    set(given FALSE)
  endif()
  foreach(language C CXX)
    get_target_property(command ${target} ${language}_CLANG_TIDY)
    set(checks "timer-*")
    if(NOT command)
      set(command "${ticktidy_CLANG_TIDY}")
      set(checks "-*,timer-*")
    endif()
    if(given)
      set(checks "${arg_CHECKS}")
    endif()
    list(APPEND command "--load=${ticktidy_PLUGIN}")
    if(NOT checks STREQUAL "")
      # Of several --checks, clang-tidy heeds the last.
      if("${command}" MATCHES ";--?checks=")
        list(TRANSFORM command REPLACE "^(--?checks=.*)$" "\\1,${checks}")
      else()
        list(APPEND command "--checks=${checks}")
      endif()
    endif()
    if(arg_WARNINGS_AS_ERRORS)
      list(APPEND command "--warnings-as-errors=timer-*")
    endif()
    set_property(TARGET ${target} PROPERTY ${language}_CLANG_TIDY "${command}")
  endforeach()
endfunction()
