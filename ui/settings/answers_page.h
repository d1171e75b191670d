// Settings: how answers are written, in plain words.
#pragma once

#include "ui/settings/settings_page.h"

class QDoubleSpinBox;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace app {
class Settings;
}

namespace ui {

class AnswersPage : public SettingsPage
{
    Q_OBJECT

public:
    AnswersPage(const Theme& theme, app::Settings& settings, QWidget* parent = nullptr);

private:
    void buildSampling();
    void showSampling();
    void storeSampling();
    QDoubleSpinBox* fraction(const char* name, double low, double high);

    app::Settings& m_settings;
    QPlainTextEdit* m_prompt;
    QDoubleSpinBox* m_temperature;
    QSpinBox* m_topK;
    QDoubleSpinBox* m_topP;
    QDoubleSpinBox* m_minP;
    QDoubleSpinBox* m_repeat;
    QSpinBox* m_maxTokens;
    QLineEdit* m_seed;
};

} // namespace ui
