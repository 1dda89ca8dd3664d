# How every target of the project is compiled and linked.

get_property(IsMultiConfig GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(NOT IsMultiConfig AND NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING
    "Release, Debug, RelWithDebInfo or MinSizeRel" FORCE)
endif()

set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# All objects may end up in a plugin. Hidden, because a plugin shares one
# process with every library of its host; the check modules register themselves
# from a constructor and need no exported name.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

add_compile_options(-Wall -Wextra -Wno-unused-parameter)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # Raised in LLVM's own headers once they are precompiled.
  add_compile_options(-Wno-nonnull)
elseif(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # libstdc++'s std::stable_sort uses a function that it deprecates itself.
  add_compile_options(-Wno-deprecated-declarations)
endif()

# NDEBUG decides whether the assertions in LLVM's headers live in our plugin.
foreach(Config RELEASE RELWITHDEBINFO MINSIZEREL)
  foreach(Language C CXX)
    string(REPLACE "-DNDEBUG" "" CMAKE_${Language}_FLAGS_${Config}
      "${CMAKE_${Language}_FLAGS_${Config}}")
  endforeach()
endforeach()
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
if(NOT TICKTIDY_ASSERTIONS)
  add_compile_definitions($<$<NOT:$<CONFIG:Debug>>:NDEBUG>)
endif()

if(TICKTIDY_SANITIZE)
  # LLVM may be built without RTTI, which the vptr check would need.
  set(TICKTIDY_SANITIZE_FLAGS
    -fsanitize=address,undefined -fno-sanitize=vptr
    -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    # The plugin's host has none of the runtime in it.
    execute_process(
      COMMAND ${CMAKE_CXX_COMPILER}
        -print-file-name=libclang_rt.asan-${CMAKE_SYSTEM_PROCESSOR}.so
      OUTPUT_VARIABLE Runtime OUTPUT_STRIP_TRAILING_WHITESPACE
      COMMAND_ERROR_IS_FATAL ANY)
    get_filename_component(RuntimeFolder "${Runtime}" DIRECTORY)
    list(APPEND TICKTIDY_SANITIZE_FLAGS -shared-libasan)
    add_link_options(-Wl,-rpath,${RuntimeFolder})
  endif()
  # LLVM's allocators poison what they do not use, and only where they were
  # compiled with the sanitizer; their other half is in a library without it.
  set(TICKTIDY_SANITIZE_ENVIRONMENT
    ASAN_OPTIONS=detect_leaks=0:allow_user_poisoning=0)
endif()

include(CheckLinkerFlag)
if(NOT TICKTIDY_LINKER)
  set(TICKTIDY_LINKER default CACHE STRING
    "lld or mold where the compiler takes it, else default")
  # What lld links is loaded faster: it tells how many relocations only add the
  # address of the library.
  foreach(Linker lld mold)
    check_linker_flag(CXX -fuse-ld=${Linker} TICKTIDY_HAS_${Linker})
    if(TICKTIDY_HAS_${Linker})
      set_property(CACHE TICKTIDY_LINKER PROPERTY VALUE ${Linker})
      break()
    endif()
  endforeach()
endif()
if(NOT TICKTIDY_LINKER STREQUAL default)
  add_link_options(-fuse-ld=${TICKTIDY_LINKER})
endif()

find_program(TICKTIDY_CCACHE ccache)
mark_as_advanced(TICKTIDY_CCACHE)
if(TICKTIDY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The precompiled header is newer than the object in the cache, always.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    ${TICKTIDY_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  elseif(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    add_compile_options(
      "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
  endif()
endif()
