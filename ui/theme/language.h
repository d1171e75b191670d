// The languages of the windows. GUI thread only.
#pragma once

#include <QList>
#include <QString>

namespace ui {

struct Language
{
    QString code; // as in the settings: "zh_CN"
    QString name; // in the language itself
};

QList<Language> languages();

// Texts asked for from here on are in this language, Qt's own among them, and so are numbers and
// dates. Empty: the desktop's. One that is not known is taken for English. Windows that are there
// already keep their texts: make them again.
void useLanguage(const QString& code);

} // namespace ui
