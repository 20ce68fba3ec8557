#include <QObject>

#include "ui/label/key_set.h"

namespace slipway::ui {

namespace {

struct Row {
    const char* name;
    const char* title;
};

void add(std::vector<LabelAction>& actions, const QString& group, std::initializer_list<Row> rows) {
    for (const Row& row : rows) actions.push_back({QString::fromLatin1(row.name), QObject::tr(row.title), group});
}

std::vector<LabelAction> makeActions() {
    std::vector<LabelAction> actions;
    add(actions, QObject::tr("Tasks"),
        {{"task.submit", "Submit and next"}, {"task.skip", "Skip"}, {"task.next", "Next task"},
            {"task.previous", "Previous task"}, {"task.forward10", "Ten tasks on"}, {"task.back10", "Ten tasks back"},
            {"task.goto", "Go to task number"}});
    add(actions, QObject::tr("Tools"),
        {{"tool.select", "Select and move"}, {"tool.box", "Rectangle"}, {"tool.extremeBox", "Rectangle by four points"},
            {"tool.rotatedBox", "Turned rectangle"}, {"tool.polygon", "Polygon"}, {"tool.polyline", "Line"},
            {"tool.keypoints", "Key points"}, {"tool.brush", "Brush"}, {"tool.eraser", "Eraser"}, {"tool.wand", "Wand"},
            {"tool.grabCut", "Cut out inside a box"}, {"tool.repeat", "Draw again, or finish"},
            {"brush.smaller", "Smaller brush"}, {"brush.larger", "Larger brush"}, {"draft.finish", "Finish the shape"},
            {"draft.removePoint", "Remove the last point"}});
    add(actions, QObject::tr("Regions"),
        {{"region.next", "Next region"}, {"region.previous", "Previous region"}, {"region.unselect", "Unselect"},
            {"region.delete", "Delete region"}, {"region.deleteAll", "Delete all regions"},
            {"region.duplicate", "Duplicate"}, {"region.copy", "Copy"}, {"region.paste", "Paste"},
            {"region.repeat", "Repeat on the next task"}, {"region.hide", "Hide region"},
            {"region.hideAll", "Hide all regions"}, {"region.lock", "Lock region"},
            {"region.lockAll", "Lock all regions"}, {"region.forward", "Bring forward"},
            {"region.backward", "Send backward"}, {"region.group", "Group"}, {"region.ungroup", "Ungroup"},
            {"region.merge", "Merge"}, {"region.split", "Split"}, {"region.relation", "Relate to another region"},
            {"region.editLabel", "Change the label"}, {"region.occluded", "Occluded"},
            {"region.history", "History of the region"}});
    add(actions, QObject::tr("Suggestions"),
        {{"suggestion.accept", "Accept suggestion"}, {"suggestion.reject", "Reject suggestion"},
            {"suggestion.acceptAll", "Accept all suggestions at the threshold or above"},
            {"suggestion.raise", "Raise the threshold"}, {"suggestion.lower", "Lower the threshold"}});
    add(actions, QObject::tr("View"),
        {{"zoom.in", "Zoom in"}, {"zoom.out", "Zoom out"}, {"zoom.fit", "Fit"}, {"zoom.full", "100 %"},
            {"edit.undo", "Undo"}, {"edit.redo", "Redo"}, {"labels.search", "Find a label"},
            {"view.strip", "Show or hide the neighbouring tasks"}, {"view.instructions", "Instructions"},
            {"view.shortcuts", "Shortcuts"}});
    add(actions, QObject::tr("Picture"),
        {{"picture.controls", "Brightness, contrast and drawing aids"}, {"picture.brighter", "Brighter"},
            {"picture.darker", "Darker"}, {"picture.moreContrast", "More contrast"},
            {"picture.lessContrast", "Less contrast"}, {"picture.reset", "As the file has it"},
            {"picture.crosshair", "Crosshair on or off"}, {"picture.snapping", "Snapping on or off"}});
    add(actions, QObject::tr("Video"),
        {{"frame.next", "Next frame"}, {"frame.previous", "Previous frame"}, {"frame.forward10", "Ten frames on"},
            {"frame.back10", "Ten frames back"}, {"keyframe.next", "Next key frame"},
            {"keyframe.previous", "Previous key frame"}, {"video.play", "Play or pause"},
            {"track.outside", "Outside from here"}, {"track.keyframe", "Key frame here"},
            {"track.copyOn", "Copy to the following frames"}});
    add(actions, QObject::tr("Text"),
        {{"span.endRight", "Extend span"}, {"span.endLeft", "Shorten span"}, {"span.endWordRight", "Extend by a word"},
            {"span.endWordLeft", "Shorten by a word"}, {"span.startLeft", "Move its start left"},
            {"span.startRight", "Move its start right"}});
    for (int i = 1; i <= 10; ++i)
        actions.push_back({QStringLiteral("label.%1").arg(i), QObject::tr("Label %1").arg(i), QObject::tr("Labels")});
    for (int i = 1; i <= 10; ++i)
        actions.push_back({QStringLiteral("relabel.%1").arg(i), QObject::tr("Change the selected to label %1").arg(i),
            QObject::tr("Labels")});
    return actions;
}

} // namespace

const std::vector<LabelAction>& labelActions() {
    static const std::vector<LabelAction> actions = makeActions();
    return actions;
}

} // namespace slipway::ui
