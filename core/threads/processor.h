// On which logical processor a thread runs. Linux only; elsewhere nothing is known and done.
#pragma once

#if defined(__linux__)
#include <sched.h>
#endif

namespace core {

// Of the calling thread, at this moment; -1 where the system does not say.
int currentProcessor();

// Keeps the thread that owns it off one processor at a time, within those that it may use.
class KeptApart
{
public:
    // Moves the calling thread away if it runs on `processor` and may use another one. What was
    // avoided before is allowed again.
    void keepOff(int processor);

private:
#if defined(__linux__)
    cpu_set_t m_allowed{}; // before the thread was moved
    cpu_set_t m_set{};     // what it was moved to
#endif
};

} // namespace core
