#pragma once

#include <random>
#include <string>

#include "core/label/gesture.h"

namespace slipway::testkit {

/// Edits as people make them, from a seed: regions drawn, moved, renamed, deleted and reordered, relations, classes and
/// answers.
class RandomEdits {
public:
    explicit RandomEdits(unsigned seed) : m_random(seed) {}

    int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(m_random); }

    label::Region region() {
        label::Region region;
        region.id = "r" + std::to_string(upTo(1000000000));
        region.label = label();
        const double x = upTo(1000) / 7.0, y = upTo(1000) / 3.0;
        switch (upTo(3)) {
        case 0:
            region.shape = label::Box{x, y, 10.1 + upTo(50), 5};
            break;
        case 1:
            region.shape = label::Polygon{{{{{x, y}, {x + 10, y}, {x, y + 10.5}}, {}}}};
            break;
        case 2:
            region.shape = label::Mask::fromPixels(3, 4, 2, 2, {1, 0, 1, 1});
            break;
        default:
            region.shape = label::Span{upTo(100), 101 + upTo(100)};
            break;
        }
        if (upTo(2) == 0) region.attributes["colour"] = std::string("blå");
        if (upTo(4) == 0) region.score = 0.25;
        return region;
    }

    label::Edit edit(const label::Annotation& annotation) {
        label::EditBuilder builder("Step", annotation);
        const int parts = 1 + upTo(2);
        for (int i = 0; i < parts; ++i) addPart(builder);
        return std::move(builder).take();
    }

private:
    std::string label() { return upTo(1) == 0 ? "cat" : "dog \"big\""; }

    std::string someId(const label::Annotation& annotation) {
        if (annotation.regions.empty()) return "none";
        return annotation.regions[static_cast<std::size_t>(upTo(static_cast<int>(annotation.regions.size()) - 1))].id;
    }

    void addPart(label::EditBuilder& builder) {
        const auto& state = builder.result();
        switch (upTo(7)) {
        case 0:
        case 1:
        case 2:
            builder.add(region());
            return;
        case 3:
            if (const auto* old = findRegion(state, someId(state))) {
                auto changed = region();
                changed.id = old->id;
                if (upTo(2) == 0) changed.parent = someId(state);
                builder.change(changed);
            }
            return;
        case 4:
            builder.remove(someId(state));
            return;
        case 5:
            builder.moveTo(someId(state), static_cast<std::size_t>(upTo(20)));
            return;
        case 6:
            if (state.regions.size() > 1)
                builder.setRelations({{someId(state), someId(state), label::Direction::Both, {"part of"}, {}}});
            return;
        default:
            builder.setClasses({{"", label(), 0.5}});
            builder.setAnswers({{"why", std::string("because")}, {"sure", upTo(1) == 0}, {"stars", upTo(5) / 3.0}});
            return;
        }
    }

    std::mt19937 m_random;
};

} // namespace slipway::testkit
