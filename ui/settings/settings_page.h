// What the pages of the settings dialog share: a heading, rows of a label with its explanation and
// a control.
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace ui {

class Theme;

class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    SettingsPage(const Theme& theme, const QString& title, QWidget* parent = nullptr);

    QString title() const { return m_title; }

protected:
    // The label becomes the control's accessible name; the explanation may be empty.
    void addRow(const QString& label, const QString& explanation, QWidget* control);
    void addWide(const QString& label,
                 const QString& explanation,
                 QWidget* control); // the control below its label
    void addWidget(QWidget* widget);
    void addHeading(const QString& text);
    void addStretch();

private:
    QWidget* labelColumn(const QString& label, const QString& explanation, QWidget* control);

    const Theme& m_theme;
    QString m_title;
    QVBoxLayout* m_layout;
};

} // namespace ui
