// What an answer was made with, as the store keeps it beside the answer: one JSON object. Every
// function takes what came from a file, and leaves alone what it cannot read.
#pragma once

#include "core/engine/receipt.h"
#include "core/sampling/sampling_params.h"

#include <QString>

namespace app {

// maxTokens: -1: until the context window ends. The seed has a column of its own.
QString answerSettings(const core::SamplingParams& params, int maxTokens);

// With the receipt, but without its tokens: those follow from the conversation.
QString withReceipt(const QString& settings, const core::Receipt& receipt);

// With the word that the answer ended at its limit of tokens, and not at the context's end.
QString withPause(const QString& settings);
// That limit; 0 where the answer did not end there.
int pausedAt(const QString& settings);

} // namespace app
