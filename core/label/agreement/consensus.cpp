#include "core/label/agreement/consensus.h"

#include <algorithm>
#include <set>

#include "core/label/agreement/region_clusters.h"
#include "core/label/agreement/shape_mean.h"

namespace slipway::label {

namespace {

constexpr double kHalf = 0.5 * (1 + 1e-9); ///< half is no majority, whatever the sum's last digit

struct Person {
    const Annotation* answer;
    double weight;
};

std::vector<Person> peopleOf(const std::vector<Annotation>& answers, const ConsensusOptions& options) {
    std::map<std::string, const Annotation*> last;
    for (const auto& answer : answers)
        if (!answer.skipped && !answer.groundTruth) last[answer.annotator] = &answer;
    std::vector<Person> people;
    double total = 0;
    for (const auto& [name, answer] : last) {
        const auto weight = options.weights.find(name);
        people.push_back({answer, weight == options.weights.end() ? 1 : std::max(0.0, weight->second)});
        total += people.back().weight;
    }
    if (total <= 0)
        for (auto& person : people) person.weight = 1;
    return people;
}

class ConsensusBuilder {
public:
    ConsensusBuilder(const Item& item, std::vector<Person> people, const ConsensusOptions& options)
        : m_size{item.width, item.height}, m_people(std::move(people)), m_options(options) {
        for (const auto& person : m_people) m_total += person.weight;
        m_result.annotation.annotator = kConsensusAnnotator;
    }

    Consensus build() {
        addClasses();
        addShapes();
        addSpans();
        return std::move(m_result);
    }

private:
    bool isMajority(double weight) const { return weight > m_total * kHalf; }

    void addClasses() {
        std::map<std::string, std::map<std::string, double>> votes;
        std::set<std::string> several;
        for (const auto& [answer, weight] : m_people) {
            std::map<std::string, std::set<std::string>> chosen;
            for (const auto& item : answer->classes) chosen[item.question].insert(item.label);
            for (const auto& [question, labels] : chosen) {
                if (labels.size() > 1) several.insert(question);
                for (const auto& label : labels) votes[question][label] += weight;
            }
        }
        for (const auto& [question, label] : m_options.classes) votes[question] = {{label, m_total}};
        for (const auto& [question, weights] : votes) {
            if (several.contains(question) && !m_options.classes.contains(question))
                addEach(question, weights);
            else
                addMost(question, weights);
        }
    }
    void addEach(const std::string& question, const std::map<std::string, double>& weights) {
        for (const auto& [label, weight] : weights)
            if (isMajority(weight)) m_result.annotation.classes.push_back({question, label, weight / m_total});
    }
    void addMost(const std::string& question, const std::map<std::string, double>& weights) {
        const auto winner = majority(weights);
        if (!winner.label.empty())
            m_result.annotation.classes.push_back({question, winner.label, winner.share});
        else if (!winner.tied.empty())
            m_result.ties.push_back({question, winner.tied});
    }

    const Region& regionOf(const RegionOf& region) const {
        return m_people[region.person].answer->regions[region.region];
    }

    void addShapes() {
        std::vector<ComparedRegions> compared;
        for (const auto& person : m_people) compared.emplace_back(*person.answer, m_size);
        for (const auto& cluster : regionClusters(compared, m_options.matchFrom)) {
            std::vector<WeighedShape> shapes;
            double weight = 0;
            for (const auto& region : cluster) {
                shapes.push_back({&regionOf(region).shape, m_people[region.person].weight});
                weight += shapes.back().weight;
            }
            if (!isMajority(weight)) {
                ++m_result.dropped;
                continue;
            }
            auto region = described(cluster);
            region.shape = meanShape(shapes, m_size);
            region.score = weight / m_total;
            m_result.annotation.regions.push_back(std::move(region));
        }
    }

    /// What else most say of a shape: text, attributes, whether it is hidden behind something.
    Region described(const std::vector<RegionOf>& cluster) const {
        Region result;
        result.id = newRegionId();
        result.label = regionOf(cluster.front()).label;
        double total = 0, occluded = 0;
        std::map<std::string, double> texts;
        std::map<std::pair<std::string, AttributeValue>, double> attributes;
        for (const auto& member : cluster) {
            const auto& region = regionOf(member);
            const double weight = m_people[member.person].weight;
            total += weight;
            occluded += region.occluded ? weight : 0;
            if (!region.text.empty()) texts[region.text] += weight;
            for (const auto& attribute : region.attributes) attributes[attribute] += weight;
        }
        result.occluded = occluded > total * kHalf;
        result.text = majority(texts).label;
        for (const auto& [attribute, weight] : attributes)
            if (weight > total * kHalf) result.attributes.insert(attribute);
        return result;
    }

    void addSpans() {
        std::map<std::string, std::vector<WeighedSpans>> byLabel;
        for (const auto& [answer, weight] : m_people) {
            std::map<std::string, std::vector<Span>> own;
            for (const auto& region : answer->regions)
                if (const auto* span = std::get_if<Span>(&region.shape)) own[region.label].push_back(*span);
            for (auto& [label, spans] : own) byLabel[label].push_back({std::move(spans), weight});
        }
        std::vector<Region> found;
        for (const auto& [label, people] : byLabel)
            for (const auto& span : majoritySpans(people, m_total)) {
                Region region;
                region.id = newRegionId();
                region.label = label;
                region.shape = span;
                found.push_back(std::move(region));
            }
        std::ranges::stable_sort(found, {}, [](const Region& region) { return std::get<Span>(region.shape).start; });
        auto& regions = m_result.annotation.regions;
        regions.insert(regions.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }

    PictureSize m_size;
    std::vector<Person> m_people;
    const ConsensusOptions& m_options;
    double m_total = 0;
    Consensus m_result;
};

} // namespace

Consensus consensusOf(const Item& item, const std::vector<Annotation>& answers, const ConsensusOptions& options) {
    return ConsensusBuilder(item, peopleOf(answers, options), options).build();
}

} // namespace slipway::label
