// What of a screen a window may take.
#pragma once

#include <QRect>
#include <QScreen>
#include <QSize>
#include <QWidget>

#include <algorithm>

namespace ui {

// The largest size of a window where it stands, without its frame.
inline QSize screenRoom(const QWidget& window)
{
    constexpr QSize kFrame{16, 64}; // what the desktop puts around a window, about
    return window.screen()->availableSize() - kFrame;
}

// Moves a window that reaches beyond its screen as far as it has to; its top left stays in sight.
inline void moveOntoScreen(QWidget& window)
{
    const QRect room = window.screen()->availableGeometry();
    const QRect frame = window.frameGeometry();
    const QPoint place(
        std::max(room.left(), std::min(frame.left(), room.right() - frame.width() + 1)),
        std::max(room.top(), std::min(frame.top(), room.bottom() - frame.height() + 1)));
    if (place != frame.topLeft())
        window.move(place);
}

} // namespace ui
