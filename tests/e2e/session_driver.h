// What the driver inside a running Fireside tells the suite that kills it, line by line in the file
// that FIRESIDE_DRIVER_LOG names:
//
//     M <message> <text>                 a message is shown, so the store has committed it
//     A <message> <milliseconds> <characters>   of an answer that is being written, as shown then
//     D <title>                          the list shows a conversation no more
//
// Texts are in base64; milliseconds are those of tests::steadyMs(), which both processes share.
#pragma once

#include <chrono>

namespace tests {

inline long long steadyMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace tests
