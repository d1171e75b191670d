// A line above the composer that says what is waited for, with buttons for what can be done about
// it. Hidden until something is said. GUI thread only.
#pragma once

#include <QFrame>
#include <QString>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui {

class NoticeStrip : public QFrame
{
    Q_OBJECT

protected:
    // name: of the strip's parts, for tests: nameStrip, nameText, and nameXButton for a button X.
    NoticeStrip(const QString& name, QWidget* parent);

    // At the right of those before; look: the style sheet's, see style_sheet.h.
    QPushButton* addButton(const QString& name, const QString& text, const char* look = "");
    void setText(const QString& text);
    void tell(); // to screen readers what it says

private:
    QString m_name;
    QLabel* m_text;
    QHBoxLayout* m_layout;
};

} // namespace ui
