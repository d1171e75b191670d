#include "core/engine/step_costs.h"

#include <algorithm>

namespace core {

namespace {

// Prompt rows in a step before anything is measured, and the fewest.
constexpr std::size_t kFirstRows = 32;
constexpr std::size_t kFewestRows = 8;

// furtherRowShare() before anything is measured.
constexpr double kFirstShare = 0.3;

double average(double lately, double now)
{
    return lately > 0 ? (lately + now) / 2 : now;
}

} // namespace

void StepCosts::note(std::size_t rows, bool hasPrompts, double ms)
{
    const auto count = static_cast<double>(rows);
    if (hasPrompts && rows >= kFewestRows)
        m_promptRowMs = average(m_promptRowMs, ms / count);
    else if (!hasPrompts && rows == 1)
        m_oneRowMs = average(m_oneRowMs, ms);
    else if (!hasPrompts && m_oneRowMs > 0)
        m_furtherRowMs =
            average(m_furtherRowMs, std::max(ms - m_oneRowMs, 0.01 * ms) / (count - 1));
}

std::size_t StepCosts::promptRows(double ms, std::size_t most) const
{
    const double rows = m_promptRowMs > 0 ? ms / m_promptRowMs : static_cast<double>(kFirstRows);
    return std::min(most, std::max(kFewestRows, static_cast<std::size_t>(rows)));
}

double StepCosts::furtherRowShare() const
{
    return m_oneRowMs > 0 && m_furtherRowMs > 0 ? m_furtherRowMs / m_oneRowMs : kFirstShare;
}

} // namespace core
