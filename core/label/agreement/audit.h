#pragma once

#include <cstdint>
#include <vector>

namespace slipway::label {

/// How much of what a model labels alone goes to people afterwards.
struct AuditPlan {
    double share = 0.05;
    std::int64_t atLeast = 20; ///< of each batch that is labelled at once
    std::uint64_t seed = 0;
};
/// Which of `items` items of a batch people look at: a random sample, ascending. Batches need different seeds.
std::vector<std::size_t> auditSample(std::size_t items, const AuditPlan& plan);

/// Watches whether labels that no person gave stay as good as wished. People's looks at audited items come in one by
/// one and the question is asked after each, so plain intervals would stop good models sooner or later. The bound here
/// holds at all times together: while the precision is at least the wish, the chance that it ever stops is at most
/// alpha (likelihood of all precisions below the wish, evenly weighed, over the best one from the wish up; Ville 1939,
/// Robbins 1970).
class AuditMonitor {
public:
    AuditMonitor(double precision, double alpha) : m_precision(precision), m_alpha(alpha) {}

    void add(bool correct);
    std::int64_t audited() const { return m_audited; }
    std::int64_t correct() const { return m_correct; }

    /// No precision above this one is believable by the items so far; 1 at first.
    double upperBound() const;
    /// The upper bound has been below the wish: auto-labelling ends. Later items do not change that.
    bool mustStop() const { return m_stopped; }
    /// More than plan.atLeast looks of people are due: the model waits for them.
    static bool isBehind(std::int64_t labelled, std::int64_t audited, const AuditPlan& plan);

private:
    double m_precision, m_alpha;
    std::int64_t m_audited = 0, m_correct = 0;
    bool m_stopped = false;
};

} // namespace slipway::label
