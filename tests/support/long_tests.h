// How often the tests of faults go round: a few times in every run, in full, which takes minutes,
// where FIRESIDE_LONG_TESTS is set.
#pragma once

#include <QtGlobal>

namespace tests {

inline bool areLong()
{
    return qEnvironmentVariableIsSet("FIRESIDE_LONG_TESTS");
}

inline int rounds(int everyTime, int inFull)
{
    return areLong() ? inFull : everyTime;
}

// For main(), before the tests: Qt ends a test function that takes longer than five minutes.
inline void giveLongTestsTime()
{
    if (areLong())
        qputenv("QTEST_FUNCTION_TIMEOUT", "7200000");
}

} // namespace tests
