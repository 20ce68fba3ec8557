#include "core/track/run_views.h"

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/track/limits.h"

namespace slipway::track {

namespace {

constexpr std::size_t kMostBytes = 64 * 1024;

std::string subjectOf(std::string_view name) {
    return fmt::format("run-view/{}", name);
}

Status checkViewName(std::string_view name) {
    if (!trimmed(name).empty() && name.size() <= 200) return {};
    return fail(ErrorCode::InvalidArgument, "a view needs a name of at most 200 characters", "Give it another name");
}

} // namespace

Result<std::vector<RunView>> RunViews::all() const {
    SLIPWAY_ASSIGN(
        auto list, m_ledger.db().prepare(
                       "SELECT name, definition, saved_by, saved_at FROM run_view ORDER BY name COLLATE NOCASE"));
    std::vector<RunView> views;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return views;
        views.push_back({list.text(0), list.text(1), list.text(2), list.integer(3)});
    }
}

Status RunViews::save(const access::Actor& actor, std::string_view name, std::string_view definition) {
    SLIPWAY_TRY(checkViewName(name));
    if (definition.size() > kMostBytes)
        return fail(ErrorCode::InvalidArgument, "the view is larger than 64 KiB", "Show fewer columns");
    SLIPWAY_ASSIGN(const auto json, parseJson(definition, "the view"));
    if (!json.is_object())
        return fail(ErrorCode::InvalidArgument, "the definition of a view is no JSON object", "Save it again");
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run-view.save", subjectOf(name)));
    SLIPWAY_ASSIGN(auto put, m_ledger.db().prepare("INSERT OR REPLACE INTO run_view(name, definition, saved_by, "
                                                   "saved_at) VALUES(?, ?, ?, ?)"));
    SLIPWAY_TRY(put.bindAll(name, definition, actor.name, change.at()).run());
    return change.commit();
}

Status RunViews::rename(const access::Actor& actor, std::string_view from, std::string_view to) {
    SLIPWAY_TRY(checkViewName(to));
    if (from == to) return {};
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run-view.rename", subjectOf(from)));
    SLIPWAY_ASSIGN(auto taken, m_ledger.db().prepare("SELECT 1 FROM run_view WHERE name = ?"));
    taken.bind(1, to);
    SLIPWAY_ASSIGN(const bool exists, taken.step());
    if (exists)
        return fail(ErrorCode::AlreadyExists, fmt::format("there is a view called '{}' already", forMessage(to)),
            "Choose another name");
    taken.reset();
    SLIPWAY_ASSIGN(auto update, m_ledger.db().prepare("UPDATE run_view SET name = ? WHERE name = ?"));
    SLIPWAY_TRY(update.bindAll(to, from).run());
    if (m_ledger.db().changes() == 0)
        return fail(ErrorCode::NotFound, fmt::format("no view is called '{}'", forMessage(from)), "It may be renamed");
    change.note("name", to);
    return change.commit();
}

Status RunViews::remove(const access::Actor& actor, std::string_view name) {
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run-view.remove", subjectOf(name)));
    SLIPWAY_ASSIGN(auto remove, m_ledger.db().prepare("DELETE FROM run_view WHERE name = ?"));
    SLIPWAY_TRY(remove.bindAll(name).run());
    if (m_ledger.db().changes() == 0) return {};
    return change.commit();
}

} // namespace slipway::track
