// Sampling settings under plain names. Pure.
#pragma once

#include "core/engine/types.h"

#include <QList>
#include <QString>

namespace ui {

struct SamplingPreset
{
    QString name;
    QString explanation;
    core::SamplingParams params; // seed 0
};

// From the most careful to the freest; the second is the default of the settings.
QList<SamplingPreset> samplingPresets();

// Index of the preset that params are, whatever the seed; -1: none.
int presetOf(const core::SamplingParams& params);

} // namespace ui
