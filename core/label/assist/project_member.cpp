#include "core/label/assist/project_member.h"

#include "core/base/json.h"
#include "core/store/database.h"

namespace slipway::label {

Result<Json> readProjectMember(store::Database& db, std::int64_t project, const char* member) {
    SLIPWAY_ASSIGN(auto select, db.prepare("SELECT extra FROM label_project WHERE id = ?"));
    select.bind(1, project);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there)
        return fail(ErrorCode::NotFound, "this labeling project was removed", "`slipway label list` lists them");
    SLIPWAY_ASSIGN(const auto extra, parseJson(select.view(0), "project"));
    const auto found = extra.is_object() ? extra.find(member) : extra.end();
    return found != extra.end() && found->is_object() ? *found : Json::object();
}

Status writeProjectMember(store::Database& db, std::int64_t project, const char* member, const Json& value) {
    SLIPWAY_ASSIGN(auto update,
        db.prepare("UPDATE label_project SET extra = json_set(extra, '$.' || ?1, json(?2)) WHERE id = ?3"));
    return update.bindAll(member, dump(value), project).run();
}

} // namespace slipway::label
