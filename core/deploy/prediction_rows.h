#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/train/model_bundle.h"

namespace slipway::deploy {

using Cells = std::vector<std::string>;

/// Rows of CSV without a header line; fields may be quoted and hold line breaks. Blank lines are no rows. BadData
/// naming the row (from 1) when a quote is not closed or text follows one.
Result<std::vector<Cells>> rowsFromCsv(std::string_view text);
std::string toCsvField(std::string_view text);

/// What a request asks a model about, one row of cells each in the order of the model's inputs. `contentType` is
/// text/csv, application/json ({"instances":[{…}|[…]]} or {"columns":[…],"data":[[…]]}) or application/jsonlines (one
/// {…} or […] a line). BadData names row (from 1) and field: missing, unknown or wrongly typed.
Result<std::vector<Cells>> rowsFromRequest(
    std::string_view contentType, std::string_view body, const std::vector<train::InputColumn>& inputs);

enum class PayloadKind { Csv, Json, JsonLines, Unknown };
PayloadKind payloadKind(std::string_view contentType);

/// The answer's text in that form.
std::string answerText(PayloadKind kind, const std::vector<train::ModelBundle::Prediction>& predictions);

/// Rows of a request that was answered before, without checks: objects by the names in `columns`, else as they came.
std::vector<Cells> rowsOfKnownJson(const Json& document, const std::vector<std::string>& columns);

} // namespace slipway::deploy
