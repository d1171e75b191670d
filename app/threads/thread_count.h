#pragma once

namespace app {

// Threads that compute at full speed: processor cores (not hyper-threads) that this process may run
// on, no more than its share where a container sets one; at least 1.
int usableThreads();

} // namespace app
