#include "ui/widgets/column_fit.h"

#include <algorithm>
#include <numeric>

namespace slipway::ui {

namespace {

constexpr int kMostBeyond = 140; ///< how far a long text may widen its column

int sumOf(const std::vector<int>& widths) {
    return std::accumulate(widths.begin(), widths.end(), 0);
}

/// Takes `over` pixels off, from each column in proportion to what it has above `least`. Returns what is still over.
int shrink(std::vector<int>& widths, const std::vector<int>& least, int over) {
    int slack = sumOf(widths) - sumOf(least);
    for (std::size_t i = 0; i < widths.size() && over > 0 && slack > 0; ++i) {
        const int own = widths[i] - least[i];
        const int cut = std::min(own, (over * own + slack - 1) / slack);
        widths[i] -= cut;
        over -= cut;
        slack -= own;
    }
    return over;
}

} // namespace

std::vector<int> fitColumns(const std::vector<TableColumn>& columns, const std::vector<int>& needed, int room) {
    std::vector<int> widths, used, given;
    int stretching = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const int width = columns[i].width;
        widths.push_back(std::max(width, std::min(needed[i], width + kMostBeyond)));
        used.push_back(std::min(needed[i], widths.back()));
        given.push_back(std::min(used.back(), width));
        stretching += columns[i].stretch ? 1 : 0;
    }
    int spare = room - sumOf(widths);
    if (spare < 0) spare = -shrink(widths, used, -spare);
    if (spare < 0) shrink(widths, given, -spare);
    for (std::size_t i = 0; i < columns.size() && spare > 0; ++i) {
        if (!columns[i].stretch) continue;
        const int part = spare / stretching--;
        widths[i] += part;
        spare -= part;
    }
    return widths;
}

} // namespace slipway::ui
