# What every target of the project shares: one language level, one set of warnings, one include root.

# A file compiled before, in this build folder or another, costs nothing where ccache is installed.
# It has to be told that precompiled headers are safe, since what they define is part of their own content, and that a
# second clone is the same source.
find_program(FIRESIDE_CCACHE ccache)
if(FIRESIDE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
        CCACHE_NOHASHDIR=1 ${FIRESIDE_CCACHE})
endif()

# fireside_set_up(target): C++20, warnings, sanitizers, "core/…" includes from the source root.
function(fireside_set_up target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_compile_options(${target} PRIVATE -Wall -Wextra $<$<BOOL:${FIRESIDE_WERROR}>:-Werror>)
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
    if(FIRESIDE_SANITIZE)
        target_compile_options(${target} PUBLIC -fsanitize=${FIRESIDE_SANITIZE} -fno-omit-frame-pointer)
        target_link_options(${target} PUBLIC -fsanitize=${FIRESIDE_SANITIZE})
        if(FIRESIDE_SANITIZE MATCHES undefined)
            target_compile_options(${target} PUBLIC -fno-sanitize-recover=undefined)
        endif()
    endif()
    if(FIRESIDE_FUZZERS)
        target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
endfunction()

# fireside_precompile(target <vector> <QString> …): headers of others, parsed once for all sources of the target.
# Sources go on including what they use, so that they compile without, too.
function(fireside_precompile target)
    if(FIRESIDE_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
endfunction()

# fireside_add_library(core)  ->  target fireside_core, alias Fireside::Core
function(fireside_add_library folder)
    string(SUBSTRING ${folder} 0 1 first)
    string(SUBSTRING ${folder} 1 -1 rest)
    string(TOUPPER ${first} first)
    add_library(fireside_${folder} STATIC)
    add_library(Fireside::${first}${rest} ALIAS fireside_${folder})
    fireside_set_up(fireside_${folder})
endfunction()

# fireside_isa_source(target file.cpp -mavx2 -mfma …): one source with instruction-set flags of its own.
# Optimised in every build type, so that no inline helper becomes a weak symbol the linker might keep for all. Under
# sanitizers less, and without the checks that AddressSanitizer makes anyway: these sources took a quarter of that build.
function(fireside_isa_source target source)
    target_sources(${target} PRIVATE ${source})
    get_filename_component(name ${source} NAME)
    set_property(GLOBAL APPEND PROPERTY FIRESIDE_ISA_SOURCES ${name}) # whose symbols a test looks at
    if(FIRESIDE_SANITIZE MATCHES undefined)
        set(optimised -O2 -fno-sanitize=alignment,null,object-size,pointer-overflow)
    else()
        set(optimised -O3)
    endif()
    set_source_files_properties(${source} TARGET_DIRECTORY ${target}
        PROPERTIES COMPILE_OPTIONS "${ARGN};${optimised}")
endfunction()

# fireside_add_test(core/sampling/tst_top_p.cpp Fireside::Core)  ->  ctest name core.sampling.top_p
# Call it from tests/ or from a folder below it; the path is always relative to tests/.
function(fireside_add_test source)
    string(REGEX REPLACE "/tst_" "/" name ${source})
    string(REGEX REPLACE "\\.cpp$" "" name ${name})
    string(REPLACE "/" "." name ${name})
    add_executable(${name} ${PROJECT_SOURCE_DIR}/tests/${source})
    fireside_set_up(${name})
    set_target_properties(${name} PROPERTIES AUTOMOC ON
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    set(support fireside_test_support)
    if("${ARGN}" MATCHES "Fireside::Ui|fireside_main")
        set(support fireside_window_test_support)
    endif()
    target_link_libraries(${name} PRIVATE ${support} ${ARGN})
    if(FIRESIDE_PRECOMPILE)
        target_precompile_headers(${name} REUSE_FROM ${support})
        # Empty in most suites; opening the precompiled headers would be all it costs.
        set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${name}_autogen/mocs_compilation.cpp
            PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 900
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC")
endfunction()

# fireside_add_fuzzer(core/prompt/fuzz_chat_template.cpp Fireside::Core)  ->  the libFuzzer program
# fuzzers/core.prompt.chat_template in the build folder, where FIRESIDE_FUZZERS is on. The path is relative to tests/.
# Elsewhere a test runs the entry over what tests/data/fuzz has for it: a folder core.prompt.chat_template of inputs with
# names, and corpora/core.prompt.chat_template.tar.xz.
function(fireside_add_fuzzer source)
    string(REGEX REPLACE "/fuzz_" "/" name ${source})
    string(REGEX REPLACE "\\.cpp$" "" name ${name})
    string(REPLACE "/" "." name ${name})
    if(NOT FIRESIDE_FUZZERS)
        set(inputs "")
        if(EXISTS ${PROJECT_SOURCE_DIR}/tests/data/fuzz/${name})
            list(APPEND inputs ${PROJECT_SOURCE_DIR}/tests/data/fuzz/${name})
        endif()
        set(corpus ${PROJECT_SOURCE_DIR}/tests/data/fuzz/corpora/${name}.tar.xz)
        if(EXISTS ${corpus})
            file(ARCHIVE_EXTRACT INPUT ${corpus} DESTINATION ${PROJECT_BINARY_DIR}/corpora/${name})
            list(APPEND inputs ${PROJECT_BINARY_DIR}/corpora/${name})
            set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${corpus})
        endif()
        if(inputs)
            add_executable(replay.${name} ${PROJECT_SOURCE_DIR}/tests/${source}
                ${PROJECT_SOURCE_DIR}/tests/support/replay_fuzz_inputs.cpp)
            fireside_set_up(replay.${name})
            set_target_properties(replay.${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
            target_link_libraries(replay.${name} PRIVATE ${ARGN})
            add_test(NAME replay.${name} COMMAND replay.${name} ${inputs})
            set_tests_properties(replay.${name} PROPERTIES LABELS unit)
        endif()
        return()
    endif()
    add_executable(fuzz.${name} ${PROJECT_SOURCE_DIR}/tests/${source})
    fireside_set_up(fuzz.${name})
    set_target_properties(fuzz.${name} PROPERTIES OUTPUT_NAME ${name}
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzzers)
    target_link_libraries(fuzz.${name} PRIVATE ${ARGN})
    target_link_options(fuzz.${name} PRIVATE -fsanitize=fuzzer)
    if(NOT TARGET fuzzers)
        add_custom_target(fuzzers)
    endif()
    add_dependencies(fuzzers fuzz.${name})
endfunction()
