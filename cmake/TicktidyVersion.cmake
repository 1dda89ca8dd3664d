# The version, from git's tags: v1.2.3 is version 1.2.3, and five commits later
# the text is 1.2.3+5.gabcdef0. Where there is no tag, as in an archive or a
# shallow clone, it is the version of the last release, said here.
#
#   TICKTIDY_VERSION       numbers alone, for project()
#   TICKTIDY_VERSION_TEXT  what the command and the packages say

set(TICKTIDY_VERSION 0.1.0)
set(TICKTIDY_VERSION_TEXT ${TICKTIDY_VERSION})

find_program(TICKTIDY_GIT git)
mark_as_advanced(TICKTIDY_GIT)
# The repository has to be ours, and not one that an archive was unpacked in.
if(TICKTIDY_GIT AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/.git)
  execute_process(
    COMMAND ${TICKTIDY_GIT} describe --tags --long --match "v[0-9]*.[0-9]*.[0-9]*"
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    OUTPUT_VARIABLE Described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(Described MATCHES "^v([0-9]+\\.[0-9]+\\.[0-9]+)-([0-9]+)-(g[0-9a-f]+)$")
    set(TICKTIDY_VERSION ${CMAKE_MATCH_1})
    set(TICKTIDY_VERSION_TEXT ${CMAKE_MATCH_1})
    if(NOT CMAKE_MATCH_2 EQUAL 0)
      string(APPEND TICKTIDY_VERSION_TEXT "+${CMAKE_MATCH_2}.${CMAKE_MATCH_3}")
    endif()
  endif()
endif()
