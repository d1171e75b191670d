// CORE_CHECK: a condition that only a mistake of ours can break. Never used on data that came from
// outside.
#pragma once

#include <cstdio>
#include <cstdlib>

#define CORE_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(                                                                          \
                stderr, "%s:%d: CORE_CHECK(%s) failed\n", __FILE__, __LINE__, #condition);         \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)

#ifdef NDEBUG
#define CORE_DCHECK(condition) ((void)0)
#else
#define CORE_DCHECK(condition) CORE_CHECK(condition)
#endif
