#include "core/label/agreement/dawid_skene.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace slipway::label {

namespace {

constexpr std::size_t kMostNumbers = std::size_t{1} << 26;

class Estimation {
public:
    Estimation(const std::vector<ClassVote>& votes, const DawidSkeneOptions& options)
        : m_votes(votes),
          m_options(options),
          m_labels(options.labels),
          m_given(options.items),
          m_logConfusion(options.people * m_labels * m_labels),
          m_logShares(m_labels) {
        m_result.posteriors.assign(options.items, std::vector<double>(m_labels));
        for (const auto& vote : votes) {
            ++m_result.posteriors[vote.item][vote.label];
            m_given[vote.item] = true;
        }
        for (std::size_t i = 0; i < options.items; ++i)
            for (auto& p : m_result.posteriors[i])
                p = m_given[i] ? p / votesOf(i) : 1.0 / static_cast<double>(m_labels);
    }

    Result<DawidSkene> run(Progress& progress) {
        while (m_result.rounds < m_options.mostRounds && !m_result.converged) {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the consensus was cancelled");
            maximize();
            m_result.converged = expect() <= m_options.tolerance;
            ++m_result.rounds;
            progress.update(-1, fmt::format("round {}", m_result.rounds));
        }
        finish();
        return std::move(m_result);
    }

private:
    double votesOf(std::size_t item) {
        if (m_voteCounts.empty()) {
            m_voteCounts.resize(m_options.items);
            for (const auto& vote : m_votes) ++m_voteCounts[vote.item];
        }
        return m_voteCounts[item];
    }
    double& confusion(std::size_t person, std::size_t truth, std::size_t given) {
        return m_logConfusion[(person * m_labels + truth) * m_labels + given];
    }

    /// Shares and error rates from what the items are taken to be.
    void maximize() {
        std::ranges::fill(m_logShares, 0.0);
        double items = 0;
        for (std::size_t i = 0; i < m_options.items; ++i) {
            if (!m_given[i]) continue;
            for (std::size_t j = 0; j < m_labels; ++j) m_logShares[j] += m_result.posteriors[i][j];
            ++items;
        }
        for (auto& share : m_logShares) share = std::log(share / items);
        std::ranges::fill(m_logConfusion, m_options.priorVotes);
        for (const auto& vote : m_votes)
            for (std::size_t j = 0; j < m_labels; ++j)
                confusion(vote.person, j, vote.label) += m_result.posteriors[vote.item][j];
        for (std::size_t row = 0; row < m_options.people * m_labels; ++row) {
            double sum = 0;
            for (std::size_t k = 0; k < m_labels; ++k) sum += m_logConfusion[row * m_labels + k];
            for (std::size_t k = 0; k < m_labels; ++k) {
                auto& cell = m_logConfusion[row * m_labels + k];
                // A class of which the person saw no item: nothing is known of them.
                cell = sum > 0 ? std::log(cell / sum) : -std::log(static_cast<double>(m_labels));
            }
        }
    }

    /// What the items are, from shares and error rates. Returns the largest change.
    double expect() {
        std::vector<std::vector<double>> logs(m_options.items, m_logShares);
        for (const auto& vote : m_votes)
            for (std::size_t j = 0; j < m_labels; ++j) logs[vote.item][j] += confusion(vote.person, j, vote.label);
        double largest = 0;
        m_result.logLikelihood = 0;
        for (std::size_t i = 0; i < m_options.items; ++i) {
            if (!m_given[i]) continue;
            const double top = *std::ranges::max_element(logs[i]);
            double sum = 0;
            for (const double value : logs[i]) sum += std::exp(value - top);
            m_result.logLikelihood += top + std::log(sum);
            for (std::size_t j = 0; j < m_labels; ++j) {
                const double p = std::exp(logs[i][j] - top) / sum;
                largest = std::max(largest, std::abs(p - m_result.posteriors[i][j]));
                m_result.posteriors[i][j] = p;
            }
        }
        return largest;
    }

    void finish() {
        for (const double share : m_logShares) m_result.shares.push_back(std::exp(share));
        for (std::size_t i = 0; i < m_options.items; ++i)
            if (!m_given[i]) m_result.posteriors[i] = m_result.shares;
        m_result.confusion.assign(
            m_options.people, std::vector<std::vector<double>>(m_labels, std::vector<double>(m_labels)));
        for (std::size_t person = 0; person < m_options.people; ++person)
            for (std::size_t j = 0; j < m_labels; ++j)
                for (std::size_t k = 0; k < m_labels; ++k)
                    m_result.confusion[person][j][k] = std::exp(confusion(person, j, k));
    }

    const std::vector<ClassVote>& m_votes;
    const DawidSkeneOptions& m_options;
    std::size_t m_labels;
    std::vector<bool> m_given;
    std::vector<double> m_voteCounts;
    std::vector<double> m_logConfusion, m_logShares;
    DawidSkene m_result;
};

} // namespace

double DawidSkene::quality(std::size_t person) const {
    double right = 0;
    for (std::size_t j = 0; j < shares.size(); ++j) right += shares[j] * confusion[person][j][j];
    return right;
}

Result<DawidSkene> dawidSkene(
    const std::vector<ClassVote>& votes, const DawidSkeneOptions& options, Progress& progress) {
    if (options.labels == 0 || votes.empty())
        return fail(ErrorCode::InvalidArgument, "there are no classes to find a consensus of", "Submit answers first");
    if (options.labels > kMostNumbers || options.people > kMostNumbers / options.labels / options.labels)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("{} people and {} classes are too many for error rates", options.people, options.labels),
            "Take the majority");
    for (const auto& vote : votes)
        if (vote.item >= options.items || vote.person >= options.people || vote.label >= options.labels)
            return fail(ErrorCode::InvalidArgument, "a vote is of an item, person or class that does not exist");
    return Estimation(votes, options).run(progress);
}

} // namespace slipway::label
