#include "core/label/assist/learning_setting.h"

#include "core/base/json.h"
#include "core/label/assist/project_member.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

constexpr auto kMember = "slipway_learning";

} // namespace

Result<LearningSetting> readLearningSetting(store::Database& db, std::int64_t project) {
    SLIPWAY_ASSIGN(const auto found, readProjectMember(db, project, kMember));
    LearningSetting setting;
    setting.every = std::max(0LL, integerOr(found, "every", 0));
    setting.question = textOr(found, "question");
    setting.model = textOr(found, "model");
    setting.answers = integerOr(found, "answers", 0);
    return setting;
}

Status writeLearningSetting(store::Database& db, std::int64_t project, const LearningSetting& setting) {
    const Json json{{"every", setting.every}, {"question", setting.question}, {"model", setting.model},
        {"answers", setting.answers}};
    return writeProjectMember(db, project, kMember, json);
}

Result<std::int64_t> answersOfPeople(store::Database& db, std::int64_t project) {
    SLIPWAY_ASSIGN(auto read, db.prepare("SELECT coalesce(sum(answers), 0) FROM label_person WHERE project_id = ?"));
    read.bind(1, project);
    SLIPWAY_ASSIGN([[maybe_unused]] const bool there, read.step());
    return read.integer(0);
}

} // namespace slipway::label
