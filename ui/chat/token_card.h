// What the model thought of at one place of its answer: the words that could have stood there, with
// their probabilities. One that is chosen starts another answer there.
//
// A popup that closes with a click beside it or Esc. GUI thread only.
#pragma once

#include "app/chats/token_odds.h"

#include <QFrame>

class QVBoxLayout;

namespace ui {

class Theme;

class TokenCard : public QFrame
{
    Q_OBJECT

public:
    // mayBranch: the words can be chosen; else they are only shown.
    TokenCard(const Theme& theme,
              const app::TokenOdds& odds,
              bool mayBranch,
              QWidget* parent = nullptr);

    void openBelow(const QRect& token); // in global coordinates; above it where there is no room

signals:
    void otherChosen(int other);  // index in the odds' others
    void stepRequested(int step); // to the next uncertain word, -1: the one before
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void addRow(const app::TokenChoice& choice, int other, bool mayBranch, bool spaces);

    const Theme& m_theme;
    QVBoxLayout* m_rows;
};

} // namespace ui
