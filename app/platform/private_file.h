// Files with what a person wrote are for that person alone, whatever the umask.
#pragma once

#include <QString>

namespace app {

// Makes the file where there is none, empty, and takes from others what they may do with it; what
// its owner may do stays. Where that cannot be, nothing happens.
void makePrivate(const QString& path);

} // namespace app
