// Under a long message of one's own: fades out the last lines that are seen, and a button shows the
// rest or folds it away.
#pragma once

#include <QWidget>

class QToolButton;

namespace ui {

class Theme;

class MessageFold : public QWidget
{
    Q_OBJECT

public:
    explicit MessageFold(const Theme& theme, QWidget* parent = nullptr);

    bool isFolded() const { return m_isFolded; }
    void setFolded(bool folded);
    // Over the end of the text that is seen, and below it. Returns where that ends.
    int placeBelow(const QRect& text);

    static bool isLong(const Theme& theme, int textHeight); // so that it is folded
    static int foldedHeight(const Theme& theme);            // of its text

signals:
    void toggled();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showState();

    const Theme& m_theme;
    QToolButton* m_button;
    bool m_isFolded = true;
};

} // namespace ui
