#include "core/registry/register_step.h"

#include <fmt/format.h>

#include "core/registry/registry_service.h"

namespace slipway::registry {

namespace {

class RegisterStep : public pipeline::Step {
public:
    explicit RegisterStep(RegistryService& registry) : m_registry(registry) {}
    std::string kind() const override { return "model.register"; }
    std::string help() const override { return "Registers a run's model as a new version that waits for a person"; }
    std::vector<std::string> outputs() const override { return {"model", "version", "status", "gate"}; }

    Result<pipeline::Values> execute(const pipeline::StepContext& context) override {
        const auto model = context.parameters.find("model"), run = context.parameters.find("run");
        if (model == context.parameters.end() || run == context.parameters.end())
            return fail(ErrorCode::InvalidArgument, "the step needs the parameters 'model' and 'run'",
                "Add them to the pipeline's definition");
        SLIPWAY_ASSIGN(const auto version, m_registry.registerRun(context.actor, model->second, run->second));
        SLIPWAY_ASSIGN(const auto gate, m_registry.gate(version));
        for (const auto& evidence : gate.evidence)
            context.log(fmt::format("{}: {} ({})", evidence.check, name(evidence.state), evidence.fact));
        return pipeline::Values{{"model", version.model}, {"version", std::to_string(version.version)},
            {"status", std::string(name(version.status))}, {"gate", gate.open() ? "open" : "closed"}};
    }

private:
    RegistryService& m_registry;
};

} // namespace

std::unique_ptr<pipeline::Step> registerStep(RegistryService& registry) {
    return std::make_unique<RegisterStep>(registry);
}

} // namespace slipway::registry
