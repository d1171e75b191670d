// Above an answer that is compared with another one: whose it is, and the button that goes on with
// it. GUI thread only.
#pragma once

#include "app/chats/chat_types.h"

#include <QWidget>

class QPushButton;

namespace ui {

class ElidedLabel;
class Theme;

class AnswerHead : public QWidget
{
    Q_OBJECT

public:
    explicit AnswerHead(const Theme& theme, QWidget* parent = nullptr);

    // isInPath: it is the one that the next message would follow.
    void showAnswer(const app::Message& answer, bool isInPath);

signals:
    void chosen();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    ElidedLabel* m_name;
    QPushButton* m_choose;
};

} // namespace ui
