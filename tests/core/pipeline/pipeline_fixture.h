#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/pipeline/pipeline_schema.h"
#include "core/pipeline/pipeline_service.h"
#include "tests/testkit/ledger_fixture.h"

namespace slipway::testkit {

/// A kind of step that a test describes with lambdas.
class LambdaStep : public pipeline::Step {
public:
    using Execute = std::function<Result<pipeline::Values>(const pipeline::StepContext&)>;
    using Fingerprint = std::function<std::string(const pipeline::StepContext&)>;

    LambdaStep(std::string kind, Execute execute, Fingerprint fingerprint = {})
        : m_kind(std::move(kind)), m_execute(std::move(execute)), m_fingerprint(std::move(fingerprint)) {}

    std::string kind() const override { return m_kind; }
    std::string help() const override { return "for tests"; }
    std::vector<std::string> outputs() const override { return {"out", "dataset"}; }
    Result<pipeline::Values> execute(const pipeline::StepContext& context) override { return m_execute(context); }
    Result<std::string> fingerprint(const pipeline::StepContext& context) override {
        return m_fingerprint ? m_fingerprint(context) : std::string();
    }

private:
    std::string m_kind;
    Execute m_execute;
    Fingerprint m_fingerprint;
};

/// Step kinds "echo" (cached; out = its parameter `in`), "fail", and those a test adds.
struct PipelineFixture : LedgerFixture {
    pipeline::StepRegistry steps;
    pipeline::PipelineService pipelines{ledger, steps};
    Progress progress;
    std::vector<std::string> executed;
    std::string inputVersion = "v1";

    PipelineFixture() : LedgerFixture({pipeline::kSchemaV1}) {
        add(
            "echo",
            [this](const pipeline::StepContext& context) -> Result<pipeline::Values> {
                const auto in = context.parameters.find("in");
                const auto text = in == context.parameters.end() ? std::string() : in->second;
                executed.push_back(text);
                context.log("echo " + text);
                return pipeline::Values{{"out", text}};
            },
            [this](const pipeline::StepContext&) { return inputVersion; });
        add("fail", [](const pipeline::StepContext&) -> Result<pipeline::Values> {
            return fail(ErrorCode::Unavailable, "no luck", "Try again");
        });
    }
    void add(std::string kind, LambdaStep::Execute execute, LambdaStep::Fingerprint fingerprint = {}) {
        steps.add(std::make_unique<LambdaStep>(std::move(kind), std::move(execute), std::move(fingerprint)));
    }
    void save(std::vector<pipeline::StepDefinition> definitions, pipeline::Values parameters = {}) {
        const auto saved = pipelines.save(owner(), {"p", "", std::move(parameters), std::move(definitions)});
        if (!saved) std::fprintf(stderr, "%s\n", toLine(saved.error()).c_str()), std::abort();
    }
    Result<pipeline::PipelineRun> run(const pipeline::Values& parameters = {}) {
        return pipelines.run(owner(), "p", parameters, "by hand", progress);
    }
};

} // namespace slipway::testkit
