// What every window stands on, with a scripted engine. Its files are in a folder that outlives it,
// so that it can be closed and opened again.
#pragma once

#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "tests/support/fake_inference.h"
#include "ui/theme/theme.h"

#include <QTemporaryDir>

namespace tests {

// Without a controller, which each window has of its own.
struct ServiceDesk
{
    explicit ServiceDesk(const QTemporaryDir& folder)
        : settings(folder.filePath(QStringLiteral("settings.ini")))
        , store(folder.filePath(QStringLiteral("chats.sqlite")))
    {
    }

    ui::Theme theme;
    app::Settings settings;
    FakeInference inference;
    app::ChatStore store;
};

struct ChatDesk : ServiceDesk
{
    explicit ChatDesk(const QTemporaryDir& folder)
        : ServiceDesk(folder)
        , controller(store, inference, settings)
    {
    }

    app::ChatController controller;
};

} // namespace tests
