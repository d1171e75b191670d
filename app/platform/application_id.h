// What the desktop knows the program by: the name of its desktop entry and of its icon.
#pragma once

namespace app {

inline constexpr char kApplicationId[] = "org.fireside_chat.Fireside";

} // namespace app
