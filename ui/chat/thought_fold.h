// What a model thought before it answered: one line that unfolds.
//
// Its owner gives it a width and asks for the height, as with MarkdownView. GUI thread only.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QToolButton;

namespace ui {

class Theme;

namespace markdown {
class MarkdownView;
}

class ThoughtFold : public QWidget
{
    Q_OBJECT

public:
    explicit ThoughtFold(const Theme& theme, QWidget* parent = nullptr);

    void setText(const QString& text);
    // While thinking the line counts the seconds; afterwards it says seconds, or nothing of time
    // where seconds < 0 and none were counted.
    void setThinking(bool thinking, double seconds = -1);
    void setUnfolded(bool unfolded);
    bool isUnfolded() const;
    QString label() const;

    int layoutForWidth(int width);

signals:
    void heightChanged();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showLabel();
    void restyle();

    const Theme& m_theme;
    QToolButton* m_button;
    markdown::MarkdownView* m_body;
    QElapsedTimer m_since;
    QTimer m_tick;
    double m_seconds = -1;
    bool m_thinking = false;
};

} // namespace ui
