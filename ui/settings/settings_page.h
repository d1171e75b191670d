// What the pages of the settings dialog share: a heading, rows of a label with its explanation and
// a control. Each row can be found and shown.
#pragma once

#include "app/settings/settings.h"

#include <QStringList>
#include <QWidget>

#include <functional>

class QBoxLayout;
class QDoubleSpinBox;
class QLabel;
class QSpinBox;
class QVBoxLayout;

namespace ui {

class Theme;

class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    SettingsPage(const Theme& theme, const QString& title, QWidget* parent = nullptr);

    QString title() const { return m_title; }
    // So wide is the place where it is seen: what has no room beside something stands below it.
    void fitTo(int width);

    // What each row is found by, the label first.
    QList<QStringList> rowTexts() const;
    void markRow(int row);              // its label stands out; -1: none does
    QWidget* rowControl(int row) const; // null where there is no such row
    QWidget* rowWords(int row) const;   // its label and explanation; null likewise

protected:
    // The label becomes the control's accessible name; the explanation may be empty. A number field
    // says its limits.
    void addRow(const QString& label, const QString& explanation, QWidget* control);
    void addWide(const QString& label,
                 const QString& explanation,
                 QWidget* control); // the control below its label
    // Instead of the limits of the last row's number field, which are wider than anybody needs.
    void setUsualRange(int low, int high);
    // What else people call the setting of the last row, as words that the search finds it by.
    void addOtherWords(const QString& words);
    // Another explanation of the row of this control, which had one before.
    void setExplanation(QWidget* control, const QString& explanation);
    void addWidget(QWidget* widget);
    // Its widgets stand below one another where they have no room.
    void stackWhenNarrow(QBoxLayout* row);
    void addHeading(const QString& text);
    void addStretch();
    // Shows a setting in its control, now and whenever it changes elsewhere; show writes nothing
    // back.
    void follow(app::Settings& settings,
                app::Settings::Key key,
                QWidget* control,
                std::function<void()> show);

    void showEvent(QShowEvent* event) override;

private:
    struct Row
    {
        QLabel* label = nullptr;
        QLabel* explanation = nullptr; // null: none
        QWidget* control = nullptr;
        QLabel* range = nullptr;      // null: it is no number field
        QBoxLayout* layout = nullptr; // null: the control is below the words anyway
        QString otherWords = {};
    };

    QWidget* labelColumn(const QString& label, const QString& explanation, QWidget* control);

    QWidget* withRange(QWidget* control);
    static void describe(const Row& row);
    void arrange();

    const Theme& m_theme;
    QString m_title;
    QVBoxLayout* m_layout;
    QList<Row> m_rows;
    QList<QBoxLayout*> m_stacked; // where they have no room
    int m_width;                  // of the place where it is seen
    int m_marked = -1;
};

// What is being typed stays as it is while it means the same number.
void showNumber(QSpinBox* box, int value);
void showNumber(QDoubleSpinBox* box, double value);

} // namespace ui
