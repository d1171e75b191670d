// Teaches a controller the formats that need more than its own layer has: rendered Markdown and
// pages.
#pragma once

namespace app {
class ChatController;
}

namespace ui {

void addExporters(app::ChatController& controller);

} // namespace ui
