#include "core/model/rope_tables.h"

#include <cmath>

namespace core {

RopeTables::RopeTables(const Hyperparameters& hp, std::size_t contextTokens)
    : m_hp(hp)
{
    for (const Rope& rope : hp.ropes) {
        const std::vector<float>& factors =
            rope.isLongIn(contextTokens) ? rope.longFactors : rope.factors;
        Table table;
        table.magnitude = static_cast<double>(rope.magnitude);
        for (std::size_t i = 0; i < hp.rotaryDim / 2; ++i) {
            const double exponent =
                -2.0 * static_cast<double>(i) / static_cast<double>(hp.rotaryDim);
            const double factor = factors.empty() ? 1.0 : static_cast<double>(factors[i]);
            table.frequencies.push_back(std::pow(static_cast<double>(rope.theta), exponent) /
                                        factor);
        }
        m_tables.push_back(std::move(table));
    }
}

void RopeTables::prepare(std::span<const std::size_t> positions)
{
    for (Table& table : m_tables) {
        const std::size_t half = table.frequencies.size();
        table.cosines.resize(positions.size() * half);
        table.sines.resize(positions.size() * half);
        for (std::size_t row = 0; row < positions.size(); ++row)
            for (std::size_t i = 0; i < half; ++i) {
                const double angle = static_cast<double>(positions[row]) * table.frequencies[i];
                table.cosines[row * half + i] =
                    static_cast<float>(std::cos(angle) * table.magnitude);
                table.sines[row * half + i] = static_cast<float>(std::sin(angle) * table.magnitude);
            }
    }
}

void RopeTables::rotate(float* heads, std::size_t headCount, std::size_t row, int rope) const
{
    const Table& table = m_tables[static_cast<std::size_t>(rope)];
    const std::size_t half = table.frequencies.size();
    const float* cosines = table.cosines.data() + row * half;
    const float* sines = table.sines.data() + row * half;
    const bool interleaved = m_hp.ropePairing == RopePairing::Interleaved;
    for (std::size_t h = 0; h < headCount; ++h) {
        float* head = heads + h * m_hp.headDim;
        for (std::size_t i = 0; i < half; ++i) {
            float& first = interleaved ? head[2 * i] : head[i];
            float& second = interleaved ? head[2 * i + 1] : head[i + half];
            const float a = first, b = second;
            first = a * cosines[i] - b * sines[i];
            second = a * sines[i] + b * cosines[i];
        }
    }
}

} // namespace core
