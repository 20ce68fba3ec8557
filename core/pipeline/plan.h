#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/pipeline/pipeline_service.h"
#include "core/pipeline/template_text.h"

namespace slipway::pipeline {

/// A definition that was checked and put in order. Borrows the definition and the step kinds.
class Plan {
public:
    struct Item {
        const StepDefinition* definition = nullptr;
        Step* step = nullptr;
        std::vector<std::size_t> needs; ///< positions in the definition
        std::vector<std::pair<std::string, TemplateText>> parameters;
    };

    /// Unknown kinds, steps, parameters and values, names used twice and cycles are InvalidArgument, with the step's
    /// name.
    static Result<Plan> make(const Definition& definition, const StepRegistry& steps);

    const std::vector<Item>& items() const { return m_items; }        ///< as in the definition
    const std::vector<std::size_t>& order() const { return m_order; } ///< every step after those it needs
    /// The step's parameters with every ${…} put in; `outputs` by position, filled for the steps it needs.
    /// FailedPrecondition when one of them did not make a value after all.
    Result<Values> parametersOf(std::size_t item, const Values& parameters, const std::vector<Values>& outputs) const;

private:
    Status addItem(const Definition& definition, const StepDefinition& step, const StepRegistry& steps);
    Status addNeed(Item& item, const std::string& step) const;
    Status addReference(Item& item, const Definition& definition, const Reference& reference) const;
    Status sort();
    std::string describeCycle(const std::vector<std::size_t>& open) const;

    std::vector<Item> m_items;
    std::map<std::string, std::size_t, std::less<>> m_positions;
    std::vector<std::size_t> m_order;
};

} // namespace slipway::pipeline
