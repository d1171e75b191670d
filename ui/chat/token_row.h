// One word that could have stood in an answer, its probability as a bar and a number. GUI thread
// only.
#pragma once

#include <QAbstractButton>

namespace ui {

class Theme;

class TokenRow : public QAbstractButton
{
    Q_OBJECT

public:
    TokenRow(const Theme& theme,
             const QString& name,
             float probability,
             bool chosen,
             QWidget* parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;

private:
    const Theme& m_theme;
    float m_probability;
    bool m_chosen;
};

} // namespace ui
