// What the pages of the settings dialog share: a heading, rows of a label with its explanation and
// a control. Each row can be found and shown.
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace ui {

class Theme;

class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    SettingsPage(const Theme& theme, const QString& title, QWidget* parent = nullptr);

    QString title() const { return m_title; }

    // What each row is found by, the label first.
    QList<QStringList> rowTexts() const;
    void markRow(int row);              // its label stands out; -1: none does
    QWidget* rowControl(int row) const; // null where there is no such row

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
    struct Row
    {
        QLabel* label = nullptr;
        QString explanation;
        QWidget* control = nullptr;
    };

    QWidget* labelColumn(const QString& label, const QString& explanation, QWidget* control);

    const Theme& m_theme;
    QString m_title;
    QVBoxLayout* m_layout;
    QList<Row> m_rows;
    int m_marked = -1;
};

} // namespace ui
