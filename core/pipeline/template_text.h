#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace slipway::pipeline {

/// What stands between ${ and }: a parameter of the pipeline, or a value that a step has made.
struct Reference {
    std::string step;  ///< empty for a parameter
    std::string value; ///< name of the parameter or of the step's value
};

/// A text with ${parameters.X} and ${steps.NAME.VALUE} in it; $${ stands for a plain ${.
class TemplateText {
public:
    static Result<TemplateText> parse(std::string_view text);

    std::vector<Reference> references() const;
    /// `valueOf` is asked for each reference.
    std::string fill(const std::function<std::string(const Reference&)>& valueOf) const;

private:
    struct Piece {
        bool isReference = false;
        std::string text;
        Reference reference;
    };
    std::vector<Piece> m_pieces;
};

} // namespace slipway::pipeline
