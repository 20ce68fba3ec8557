#include "ui/shell/session.h"

namespace slipway::ui {

Result<std::unique_ptr<Session>> Session::open(
    const std::filesystem::path& folder, const std::string& person, const Parts& parts) {
    std::unique_ptr<Session> session(new Session);
    SLIPWAY_ASSIGN(session->m_workspace, workspace::Workspace::open(folder));
    SLIPWAY_ASSIGN(const access::Actor actor, session->m_workspace->actor(person));
    const WorkspaceOpener opener = [folder] { return workspace::Workspace::open(folder); };
    session->m_jobs = std::make_unique<JobRunner>(opener);
    session->m_app.reset(new AppContext{*session->m_jobs, opener, *session->m_workspace, parts.theme, parts.prompts,
        parts.notifications, parts.commands, parts.navigate, actor.name, parts.program});
    SLIPWAY_ASSIGN(session->m_version, session->m_workspace->db().dataVersion());
    return session;
}

bool Session::changedSinceLastAsked() {
    const auto now = m_workspace->db().dataVersion();
    if (!now || *now == m_version) return false;
    m_version = *now;
    return true;
}

} // namespace slipway::ui
