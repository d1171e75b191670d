// What has become of the key for a quick question that the desktop was asked for.
#pragma once

#include <QString>

namespace app {

struct ShortcutState
{
    enum class Kind
    {
        Off,    // not asked for
        Asking, // the desktop, and through it the person
        Bound,
        Refused, // the person does not want one after all
        Absent   // the desktop gives programs no keys
    };

    Kind kind = Kind::Off;
    QString trigger = {}; // the key in the desktop's words; may be empty where it is bound

    bool operator==(const ShortcutState&) const = default;
};

} // namespace app
