#include "core/kernels/few_row_products.h"

#include "core/base/check.h"
#include "core/kernels/grain.h"
#include "core/kernels/multiply_strips.h"

#include <algorithm>

namespace core {

FewRowProducts::FewRowProducts(WorkerTeam& team)
    : m_team(team)
    , m_places(static_cast<std::size_t>(team.size()))
{
}

FewRowProducts::~FewRowProducts()
{
    m_team.settle();
}

void FewRowProducts::multiply(MatmulInput& x, std::span<const Product> products)
{
    CORE_DCHECK(x.rows() <= kMostRows);
    m_products = products;
    m_input = x.quantised(m_team);
    m_rows = x.rows();
    m_cols = x.cols();
    std::size_t strips = 0;
    for (const Product& product : products)
        strips += product.w.stripCount();
    m_team.runRepeatable(strips, grainFor(strips, m_team), *this);
}

void FewRowProducts::enter(int worker)
{
    Place& place = m_places[static_cast<std::size_t>(worker)];
    place.products.clear();
    for (const Product& product : m_products)
        place.products.push_back(product);
    place.rows = m_rows;
    place.input.resize(m_rows, m_cols);
    std::copy_n(m_input.blocks, m_rows * m_input.rowBlocks, place.input.row(0));
}

void FewRowProducts::compute(std::size_t begin, std::size_t end, int worker)
{
    Place& place = m_places[static_cast<std::size_t>(worker)];
    place.results.resize(place.rows * (end - begin) * kStripRows);
    float* out = place.results.data();
    forEachPart(place.products, begin, end, [&](const Product& product, auto from, auto to) {
        const std::size_t columns = StripColumns(product.w, from, to).count;
        multiplyStrips(product.w, from, to, place.input.view(), place.rows, nullptr, out, columns);
        out += place.rows * columns;
    });
}

void FewRowProducts::deliver(std::size_t begin, std::size_t end, int worker)
{
    const Place& place = m_places[static_cast<std::size_t>(worker)];
    const float* in = place.results.data();
    forEachPart(place.products, begin, end, [&](const Product& product, auto from, auto to) {
        const StripColumns columns(product.w, from, to);
        for (std::size_t row = 0; row < place.rows; ++row, in += columns.count)
            std::copy_n(in, columns.count, product.y + row * product.w.rows() + columns.first);
    });
}

} // namespace core
