// What the steps of an engine cost on this machine, as measured lately: how many rows of prompts
// fit into a while, and whether a guessed token is worth its row. Not thread-safe.
#pragma once

#include <cstddef>

namespace core {

class StepCosts
{
public:
    // Of a step that took ms for so many rows; hasPrompts: some of them belong to prompts.
    void note(std::size_t rows, bool hasPrompts, double ms);

    // Rows that take about ms beside other work, at most `most`; however slow the machine is, some.
    std::size_t promptRows(double ms, std::size_t most) const;

    // What a further row of a step that only answers costs, as a share of a step of one row.
    double furtherRowShare() const;

private:
    // 0: not known yet.
    double m_promptRowMs = 0;  // of a batch with prompts
    double m_oneRowMs = 0;     // a step of one row
    double m_furtherRowMs = 0; // of a step that only answers
};

} // namespace core
