#include "core/threads/processor.h"

namespace core {

#if defined(__linux__)

int currentProcessor()
{
    return sched_getcpu();
}

void KeptApart::keepOff(int processor)
{
    if (processor < 0 || processor >= CPU_SETSIZE || processor != currentProcessor())
        return;
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return;
    // Somebody else may have changed it since, a person with taskset for one.
    if (!CPU_EQUAL(&allowed, &m_set))
        m_allowed = allowed;
    m_set = m_allowed;
    CPU_CLR(static_cast<unsigned>(processor), &m_set);
    if (CPU_COUNT(&m_set) > 0)
        sched_setaffinity(0, sizeof m_set, &m_set);
}

#else

int currentProcessor()
{
    return -1;
}

void KeptApart::keepOff(int) {}

#endif

} // namespace core
