#pragma once

#include <random>

#include "core/label/corpus.h"

/// Labels of every kind, some of them beside the image, drawn from `random`. Items have different paths (texts for
/// documents); sizes, frames and texts are known.
slipway::label::Corpus randomCorpus(std::mt19937& random, slipway::label::Medium medium);
