// Settings: how answers are written, in plain words.
#pragma once

#include "core/engine/types.h"
#include "ui/settings/settings_page.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

class QDoubleSpinBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
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

    // Of the model whose usual numbers are shown where none were chosen; 0: not known.
    void setModelParameters(std::uint64_t parameters);

private:
    // What the defaults are of.
    struct Values
    {
        core::SamplingParams sampling;
        bool isSamplingChosen = false;
        int maxTokens = 0; // -1: no limit
        std::optional<quint64> seed;
    };

    void buildSampling();
    QWidget* buildDefaults();
    Values values() const;
    void setValues(const Values& values);
    QDoubleSpinBox* fraction(const char* name, double low, double high);
    core::SamplingParams sampling() const; // that answers have
    template <class Box, class Number>
    void bind(Box* box, Number core::SamplingParams::*value);

    app::Settings& m_settings;
    std::uint64_t m_modelParameters = 0;
    QPlainTextEdit* m_prompt;
    QDoubleSpinBox* m_temperature;
    QSpinBox* m_topK;
    QDoubleSpinBox* m_topP;
    QDoubleSpinBox* m_minP;
    QDoubleSpinBox* m_repeat;
    QSpinBox* m_maxTokens;
    QLineEdit* m_seed;
    QPushButton* m_undo; // shown from the defaults' return until the next change
    Values m_former;     // before it
    std::vector<std::function<void()>> m_showNumbers;
};

} // namespace ui
