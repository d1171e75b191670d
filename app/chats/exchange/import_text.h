// The sentences about what could not be imported, in the windows' language.
#pragma once

#include <QCoreApplication>

namespace app {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(ImportText)
};

} // namespace app
