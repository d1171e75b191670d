#include "ui/widgets/sampling_presets.h"

#include <QCoreApplication>

namespace ui {

namespace {

struct SamplingPresets
{
    Q_DECLARE_TR_FUNCTIONS(SamplingPresets)
};

} // namespace

QList<SamplingPreset> samplingPresets()
{
    core::SamplingParams precise;
    precise.temperature = 0.2F;
    precise.topP = 0.9F;
    core::SamplingParams imaginative;
    imaginative.temperature = 1.1F;
    imaginative.topK = 100;
    imaginative.repeatPenalty = 1.05F;
    return {
        {SamplingPresets::tr("Precise"),
         SamplingPresets::tr("Keeps to the likeliest words: facts, code, summaries"),
         precise},
        {SamplingPresets::tr("Balanced"),
         SamplingPresets::tr("For everything; keeps small models to likelier words"),
         core::SamplingParams()},
        {SamplingPresets::tr("Imaginative"),
         SamplingPresets::tr("Takes rarer words: stories, ideas, names"),
         imaginative},
    };
}

int presetOf(const core::SamplingParams& params)
{
    core::SamplingParams wanted = params;
    wanted.seed = 0;
    const QList<SamplingPreset> presets = samplingPresets();
    for (int i = 0; i < presets.size(); ++i) {
        if (presets[i].params == wanted)
            return i;
    }
    return -1;
}

} // namespace ui
