#pragma once

#include "core/label/formats/label_format.h"
#include "core/label/gesture.h"
#include "core/label/project.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

// How labeling's states and things are named and drawn for people.

PillLook lookOf(label::TaskState state);
PillLook lookOf(label::AnnotationState state);
QString titleOf(label::TaskOrder order);
/// Icon of a shape's kind.
QString iconOf(const label::Shape& shape);
/// "Box car"; "Box" without a label.
QString nameOf(const label::Region& region);
/// Name of an item: the last part of its path, or how its text begins.
QString nameOf(const label::Item& item);
/// "img_4.jpg, line 12: no such label" as one line of text.
QString lineOf(const label::Problem& problem);

} // namespace slipway::ui
