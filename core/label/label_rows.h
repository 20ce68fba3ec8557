#pragma once

// For core/label only: how projects, tasks and annotations stand in the database.
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/label/project.h"
#include "core/store/statement.h"

namespace slipway::label {

/// Columns of label_task AS t with its text cut to `text` characters (0: whole), in the order that taskOf() reads.
std::string taskColumns(int textCharacters);
Task taskOf(const store::Statement& row);

extern const std::string_view kAnnotationColumns; ///< of label_annotation, as annotationOf() reads them
Result<StoredAnnotation> annotationOf(const store::Statement& row);

/// What tells one item of a project from all others: its path, or for a text without one its content.
struct ItemKey {
    std::string text;
    bool isPath = false;
};
ItemKey keyOf(const Item& item);
/// Members of an item without a column of their own; "" when there are none.
std::string moreOf(const Item& item);

} // namespace slipway::label
