#pragma once

#include <memory>

#include "core/pipeline/step.h"

namespace slipway::pipeline {
class StepRegistry;
}

namespace slipway::train {

class TrainingService;

/// "train.start": parameters experiment, dataset, target; optional name, validation, inputs (a,b,c), algorithm and
/// param.NAME. Outputs run, name, rounds and every last metric, by its name.
std::unique_ptr<pipeline::Step> trainStep(TrainingService& training);
/// "train.evaluate": parameters run, dataset. Outputs run and the test metrics by the names of cli.md.
std::unique_ptr<pipeline::Step> evaluateStep(TrainingService& training);
/// "train.bias": parameters run, facet, facet_value. Outputs run and the metrics that could be computed.
std::unique_ptr<pipeline::Step> biasStep(TrainingService& training);

/// All three.
void addTrainSteps(TrainingService& training, pipeline::StepRegistry& steps);

} // namespace slipway::train
