// How often the tests of faults go round: a few times in every run, in full, which takes minutes,
// where FIRESIDE_LONG_TESTS is set.
#pragma once

#include <QtGlobal>

namespace tests {

inline int rounds(int everyTime, int inFull)
{
    return qEnvironmentVariableIsSet("FIRESIDE_LONG_TESTS") ? inFull : everyTime;
}

} // namespace tests
