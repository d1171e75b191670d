// Finds settings by words: in their labels, their explanations, other words for them, what can be
// chosen and the title of their page, all in the language shown. Pure.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace ui {

// Where a setting stands.
struct SettingPlace
{
    int page = 0;
    int row = -1; // of the page; -1: the page as a whole

    bool operator==(const SettingPlace&) const = default;
};

// The texts of one page: its title, and what each of its rows is found by, the label first.
struct SettingTexts
{
    QString title;
    QList<QStringList> rows;
};

// Every word of query begins one in what is found, in any case of letters; those whose label or
// title alone has them all come first. A blank query finds nothing.
QList<SettingPlace> findSettings(const QString& query, const QList<SettingTexts>& pages);

} // namespace ui
