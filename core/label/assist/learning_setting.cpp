#include "core/label/assist/learning_setting.h"

#include "core/base/json.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

constexpr auto kMember = "slipway_learning";

} // namespace

Result<LearningSetting> readLearningSetting(store::Database& db, std::int64_t project) {
    SLIPWAY_ASSIGN(auto select, db.prepare("SELECT extra FROM label_project WHERE id = ?"));
    select.bind(1, project);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there)
        return fail(ErrorCode::NotFound, "this labeling project was removed", "`slipway label list` lists them");
    SLIPWAY_ASSIGN(const auto extra, parseJson(select.view(0), "project"));
    LearningSetting setting;
    const auto found = extra.is_object() ? extra.find(kMember) : extra.end();
    if (found == extra.end() || !found->is_object()) return setting;
    setting.every = std::max(0LL, integerOr(*found, "every", 0));
    setting.question = textOr(*found, "question");
    setting.model = textOr(*found, "model");
    setting.answers = integerOr(*found, "answers", 0);
    return setting;
}

Status writeLearningSetting(store::Database& db, std::int64_t project, const LearningSetting& setting) {
    const Json json{{"every", setting.every}, {"question", setting.question}, {"model", setting.model},
        {"answers", setting.answers}};
    SLIPWAY_ASSIGN(auto update,
        db.prepare("UPDATE label_project SET extra = json_set(extra, '$.' || ?1, json(?2)) WHERE id = ?3"));
    return update.bindAll(kMember, dump(json), project).run();
}

Result<std::int64_t> answersOfPeople(store::Database& db, std::int64_t project) {
    SLIPWAY_ASSIGN(auto read, db.prepare("SELECT coalesce(sum(answers), 0) FROM label_person WHERE project_id = ?"));
    read.bind(1, project);
    SLIPWAY_ASSIGN([[maybe_unused]] const bool there, read.step());
    return read.integer(0);
}

} // namespace slipway::label
