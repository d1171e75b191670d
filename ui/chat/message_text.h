// The small texts below a message. Pure functions.
#pragma once

#include "app/chats/chat_types.h"

namespace ui {

// "42 tokens · 38.1 tokens/s"; empty where nothing was counted.
QString speedText(const core::GenerationStats& stats);

// "Stopped", "Paused at the limit", "Edited", the error; empty where the answer
// ended by itself or is being written.
QString stateText(const app::Message& message);

// What a tool tip tells of an answer, line by line: the model, the prompt and how it was read, the
// seed, how it ended. Empty for a message of a person.
QString detailText(const app::Message& message);

// "Reading 120 of 512 tokens · about 9 s left"; the time only where it is worth a word. Empty where
// the total is not known.
QString prefillText(int doneTokens, int totalTokens, double secondsLeft);

} // namespace ui
