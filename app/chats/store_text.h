// The store's sentences for people, in the language of the windows. Any thread.
#pragma once

#include <QCoreApplication>

namespace app {

struct StoreText
{
    Q_DECLARE_TR_FUNCTIONS(StoreText)
};

} // namespace app
