#pragma once

#include "ui/label/annotation_view.h"

namespace slipway::ui {

/// The middle of the labeling page for a medium.
AnnotationView* makeAnnotationView(label::Medium medium, QWidget* parent = nullptr);

/// Icon of a medium.
QString iconOf(label::Medium medium);
/// "image", "images" …
QString wordOf(label::Medium medium, std::int64_t count);

/// The icon and the word of a tool, and the name of its action in key_set.h.
struct ToolLook {
    LabelTool tool;
    const char* icon;
    const char* action;
};
const ToolLook* lookOf(LabelTool tool);

} // namespace slipway::ui
