#include "ui/theme/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// Outside of namespaces, as the macro declares a function there.
static void initTranslations()
{
    Q_INIT_RESOURCE(translations);
}

namespace ui {

namespace {

// Loads a file and installs it; without one the texts stay English.
void install(QTranslator& translator, const QString& file, const QString& folder)
{
    QCoreApplication::removeTranslator(&translator);
    if (translator.load(file, folder))
        QCoreApplication::installTranslator(&translator);
}

} // namespace

QList<Language> languages()
{
    return {{QStringLiteral("en"), QStringLiteral("English")},
            {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
}

void useLanguage(const QString& code)
{
    initTranslations();
    static QTranslator own;
    static QTranslator qt;
    static const QLocale desktop = QLocale::system();
    const QLocale locale = code.isEmpty() ? desktop : QLocale(code);
    const bool chinese =
        locale.language() == QLocale::Chinese && locale.script() == QLocale::SimplifiedHanScript;
    const QString known = chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
    QLocale::setDefault(locale);
    install(own, QStringLiteral("fireside_") + known, QStringLiteral(":/translations"));
    install(
        qt, QStringLiteral("qtbase_") + known, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
}

} // namespace ui
