// The largest size that a window may have where it stands, its frame included.
#pragma once

#include <QScreen>
#include <QSize>
#include <QWidget>

namespace ui {

inline QSize screenRoom(const QWidget& window)
{
    constexpr QSize kFrame{16, 64}; // what the desktop puts around a window, about
    return window.screen()->availableSize() - kFrame;
}

} // namespace ui
