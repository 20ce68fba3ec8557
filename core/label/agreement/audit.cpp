#include "core/label/agreement/audit.h"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>

#include "core/label/agreement/sampling.h"

namespace slipway::label {

namespace {

double timesLog(double count, double value) {
    return count == 0 ? 0 : count * std::log(value);
}

/// log of (mean likelihood of the precisions below `precision` / best likelihood from it up); 0 when that is below 0.
double logEvidence(std::int64_t correct, std::int64_t audited, double precision) {
    const auto k = static_cast<double>(correct), wrong = static_cast<double>(audited - correct);
    if (k >= precision * (k + wrong)) return 0; // nothing speaks against the precision
    const double best = precision;
    const double below = boost::math::ibeta(k + 1, wrong + 1, precision);
    const double logBeta = std::lgamma(k + 1) + std::lgamma(wrong + 1) - std::lgamma(k + wrong + 2);
    return logBeta + std::log(below) - std::log(precision) - timesLog(k, best) - timesLog(wrong, 1 - best);
}

} // namespace

std::vector<std::size_t> auditSample(std::size_t items, const AuditPlan& plan) {
    const double share = std::clamp(plan.share, 0.0, 1.0) * static_cast<double>(items);
    const auto least = static_cast<std::size_t>(std::max<std::int64_t>(0, plan.atLeast));
    return randomIndexes(items, std::max(least, static_cast<std::size_t>(std::ceil(share))), plan.seed);
}

void AuditMonitor::add(bool correct) {
    ++m_audited;
    m_correct += correct;
    m_stopped = m_stopped || logEvidence(m_correct, m_audited, m_precision) >= -std::log(m_alpha);
}

double AuditMonitor::upperBound() const {
    if (m_audited == m_correct) return 1;
    double low = static_cast<double>(m_correct) / static_cast<double>(m_audited), high = 1;
    for (int i = 0; i < 50; ++i) {
        const double middle = (low + high) / 2;
        (middle > 0 && middle < 1 && logEvidence(m_correct, m_audited, middle) < -std::log(m_alpha) ? low : high) =
            middle;
    }
    return high;
}

bool AuditMonitor::isBehind(std::int64_t labelled, std::int64_t audited, const AuditPlan& plan) {
    const double due = std::ceil(std::clamp(plan.share, 0.0, 1.0) * static_cast<double>(labelled));
    return due - static_cast<double>(audited) > static_cast<double>(plan.atLeast);
}

} // namespace slipway::label
