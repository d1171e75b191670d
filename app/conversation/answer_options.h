// What one answer is made with where it is to differ from the settings.
#pragma once

#include "core/sampling/sampling_params.h"

#include <QMetaType>
#include <QString>

#include <optional>

namespace app {

struct AnswerOptions
{
    std::optional<core::SamplingParams> sampling; // its seed is not read
    std::optional<int> maxTokens;                 // -1: until the context window ends
    std::optional<quint64> seed;
    QString model = {}; // path of one that is loaded; empty: the current one
};

} // namespace app

Q_DECLARE_METATYPE(app::AnswerOptions)
