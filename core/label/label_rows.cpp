#include "core/label/label_rows.h"

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::label {

namespace {

constexpr std::string_view kTextKey = "text:";

void readMore(const std::string& more, Item& item) {
    if (more.empty()) return;
    const auto json = parseJson(more, "item");
    if (!json || !json->is_object()) return;
    item.uri = textOr(*json, "uri");
    item.subset = textOr(*json, "subset");
    item.frames = integerOr(*json, "frames", 0);
    item.framesPerSecond = numberOr(*json, "fps", 0);
    if (const auto extra = json->find("extra"); extra != json->end() && extra->is_object())
        for (const auto& [format, value] : extra->items()) item.extra.set(format, value);
}

} // namespace

std::string taskColumns(int textCharacters) {
    const auto text =
        textCharacters > 0
            ? fmt::format("(SELECT substr(text, 1, {}) FROM label_text WHERE task_id = t.id)", textCharacters)
            : std::string("(SELECT text FROM label_text WHERE task_id = t.id)");
    return "t.id, t.number, t.key, t.by_path, t.width, t.height, t.more, t.state, t.answers, t.drafts, t.uncertainty, "
           "t.agreement, t.gold, t.problem, (SELECT medium FROM label_project WHERE id = t.project_id), " +
           text;
}

Task taskOf(const store::Statement& row) {
    Task task;
    task.id = row.integer(0);
    task.number = row.integer(1);
    if (row.integer(3) != 0) task.item.path = row.text(2);
    task.item.width = static_cast<int>(row.integer(4));
    task.item.height = static_cast<int>(row.integer(5));
    readMore(row.text(6), task.item);
    task.state = static_cast<TaskState>(row.integer(7));
    task.annotations = static_cast<int>(row.integer(8));
    task.drafts = static_cast<int>(row.integer(9));
    if (!row.isNull(10)) task.uncertainty = row.real(10);
    if (!row.isNull(11)) task.agreement = row.real(11);
    task.gold = row.integer(12) != 0;
    task.problem = row.text(13);
    task.item.medium = static_cast<Medium>(row.integer(14));
    task.item.text = row.text(15);
    return task;
}

const std::string_view kAnnotationColumns =
    "task_id, state, content, reviewer, review_note, parent, revision, last_sequence, id, annotator";

Result<StoredAnnotation> annotationOf(const store::Statement& row) {
    SLIPWAY_ASSIGN(const auto json, parseJson(row.view(2), "annotation"));
    StoredAnnotation stored;
    SLIPWAY_ASSIGN(stored.annotation, annotationFromJson(json));
    stored.annotation.id = row.text(8);
    stored.annotation.annotator = row.text(9);
    stored.task = row.integer(0);
    stored.state = static_cast<AnnotationState>(row.integer(1));
    stored.reviewer = row.text(3);
    stored.reviewNote = row.text(4);
    stored.parent = row.text(5);
    stored.revision = row.integer(6);
    stored.lastSequence = row.integer(7);
    return stored;
}

ItemKey keyOf(const Item& item) {
    if (!item.path.empty()) return {item.path, true};
    if (!item.uri.empty()) return {item.uri, false};
    return {std::string(kTextKey) + sha256Hex(item.text).substr(0, 40), false};
}

std::string moreOf(const Item& item) {
    if (item.uri.empty() && item.subset.empty() && item.frames == 0 && item.framesPerSecond == 0 && item.extra.empty())
        return {};
    Json json = Json::object();
    if (!item.uri.empty()) json["uri"] = item.uri;
    if (!item.subset.empty()) json["subset"] = item.subset;
    if (item.frames != 0) json["frames"] = item.frames;
    if (item.framesPerSecond != 0) json["fps"] = jsonNumber(item.framesPerSecond);
    for (const auto& [format, value] : item.extra.formats()) json["extra"][format] = *value;
    return dump(json);
}

} // namespace slipway::label
