// Finds words in the conversation that is shown. GUI thread only.
#pragma once

#include <QFrame>

class QLabel;
class QLineEdit;

namespace ui {

class Theme;

class FindBar : public QFrame
{
    Q_OBJECT

public:
    explicit FindBar(const Theme& theme, QWidget* parent = nullptr);

    void open();                          // shows itself with the words of last time selected
    void showFound(const QString& words); // by another search; the focus stays where it is
    void close();
    void showCount(int current, int count); // current: 0-based

signals:
    void wordsChanged(const QString& words); // empty: nothing is searched for
    void stepRequested(int step);            // -1: the one before, +1: the next
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLineEdit* m_words;
    QLabel* m_count;
};

} // namespace ui
