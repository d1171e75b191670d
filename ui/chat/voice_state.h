// Whether answers can be read aloud.
#pragma once

namespace ui {

enum class VoiceState
{
    Unknown, // nobody has looked yet
    Absent,
    There
};

} // namespace ui
