#pragma once

namespace slipway::monitor {

/// Calls step(F_r − F_c, width) for every stretch between neighbouring values of two sorted ranges. `rBefore` and
/// `cBefore` are the rows of each side below the ranges, out of `rTotal` and `cTotal`.
template <class Step>
void walkGaps(const double* r, const double* rEnd, const double* c, const double* cEnd, double rBefore, double cBefore,
    double rTotal, double cTotal, Step&& step) {
    double previous = 0;
    bool first = true;
    while (r != rEnd || c != cEnd) {
        const double value = c == cEnd || (r != rEnd && *r <= *c) ? *r : *c;
        if (!first && value != previous) step(rBefore / rTotal - cBefore / cTotal, value - previous);
        first = false;
        previous = value;
        while (r != rEnd && *r == value) ++r, rBefore += 1;
        while (c != cEnd && *c == value) ++c, cBefore += 1;
    }
}

} // namespace slipway::monitor
