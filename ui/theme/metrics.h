// Distances and sizes of the windows, in device-independent pixels.
#pragma once

namespace ui {

constexpr int kSpaceXs = 4;
constexpr int kSpaceS = 8;
constexpr int kSpaceM = 12;
constexpr int kSpaceL = 16;
constexpr int kSpaceXl = 24;
constexpr int kSpaceXxl = 36;

constexpr int kColumnWidth = 760; // widest line of text that is comfortable to read
constexpr int kSidebarWidth = 264;
constexpr int kIconSize = 18;
constexpr int kSmallIconSize = 16;
constexpr int kTickSize = 16; // of a check box
constexpr int kSendSize = 34;
constexpr int kRadius = 8;
constexpr int kLargeRadius = 18;

} // namespace ui
