#include "core/workspace/workspace.h"

#include <cerrno>
#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/store/migrations.h"
#include "core/workspace/schema.h"
#include "core/workspace/service_host.h"
#include "core/workspace/wiring.h"

namespace slipway::workspace {

namespace fs = std::filesystem;

struct Workspace::State {
    fs::path folder;
    Settings settings;
    bool readOnly = false;
    store::Database db;
    access::People people;
    access::AuditTrail audit;
    event::EventLog events;
    lineage::LineageStore lineage;
    Ledger ledger;
    data::DatasetService datasets;
    label::LabelService labels;
    feature::FeatureService features;
    track::Tracker tracker;
    train::TrainingService training;
    registry::RegistryService registry;
    deploy::DeployService deployments;
    monitor::MonitorService monitors;
    pipeline::StepRegistry steps;
    pipeline::PipelineService pipelines;
    event::ActionRegistry actions;
    event::RuleEngine rules;

    State(fs::path root, Settings read, bool onlyRead, store::Database database, const Clock& clock)
        : folder(std::move(root)),
          settings(std::move(read)),
          readOnly(onlyRead),
          db(std::move(database)),
          people(db),
          audit(db),
          events(db),
          lineage(db),
          ledger(db, people, audit, events, lineage, clock),
          datasets(ledger, folder),
          labels(ledger, datasets, folder),
          features(ledger, datasets, folder),
          tracker(ledger, folder),
          training(ledger, datasets, tracker),
          registry(ledger, tracker, folder, settings.approval),
          deployments(ledger, registry, folder, settings.stages),
          monitors(ledger, datasets, deployments, folder),
          pipelines(ledger, steps),
          rules(db, events, actions, clock) {
        rules.setRules(settings.rules);
        tracker.setWatchedElsewhere([this] { return hasService(folder); });
    }
};

namespace {

constexpr auto kDatabaseName = "workspace.db";
constexpr auto kSettingsName = "slipway.yaml";

std::string accountName() {
    if (const auto* account = ::getpwuid(::getuid()); account && account->pw_name) return account->pw_name;
    return "owner";
}

Status addOwner(store::Database& db, const std::string& owner) {
    access::People people(db);
    SLIPWAY_TRY(people.add({owner,
        {access::Role::Admin, access::Role::DataScientist, access::Role::Reviewer, access::Role::ReleaseManager}}));
    return people.setPersonal(true);
}

/// A file that an interrupted `slipway init` may have left.
bool isLeftover(const std::string& name) {
    for (const char* known : {"data", "artifacts", "logs", kSettingsName}) // of an init that was killed half-way
        if (name == known) return true;
    return name.find(".tmp-") != std::string::npos || name.starts_with("workspace.db.new");
}

Status checkFolderIsFree(const fs::path& folder) {
    std::error_code failed;
    if (fs::exists(folder / kDatabaseName, failed))
        return fail(ErrorCode::AlreadyExists, fmt::format("{} holds a workspace already", folder.string()),
            "Use it with --workspace, or choose another folder");
    if (fs::exists(folder, failed) && !fs::is_directory(folder, failed))
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is a file", folder.string()), "Give a folder");
    if (fs::is_directory(folder, failed) && !fs::is_empty(folder, failed))
        for (const auto& entry : fs::directory_iterator(folder, failed))
            if (!isLeftover(entry.path().filename().string()))
                return fail(ErrorCode::InvalidArgument,
                    fmt::format(
                        "{} holds other files, '{}' for one", folder.string(), entry.path().filename().string()),
                    "Choose an empty folder or a new name");
    return {};
}

} // namespace

Result<std::unique_ptr<Workspace>> Workspace::create(const fs::path& folder, const std::string& owner) {
    SLIPWAY_TRY(checkFolderIsFree(folder));
    const auto person = owner.empty() ? accountName() : owner;
    if (!isValidName(person))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a person", forMessage(person)),
            "Use letters, digits, dot, dash and underscore");
    for (const char* part : {"data", "artifacts", "logs"}) SLIPWAY_TRY(makeFolders(folder / part));
    const auto name = folder.filename().empty() ? folder.parent_path().filename().string() : folder.filename().string();
    SLIPWAY_TRY(writeFileAtomically(folder / kSettingsName, defaultSettings(isValidName(name) ? name : "workspace")));

    // The database appears last and complete, so that a half-made folder is never taken for a workspace.
    const auto temporary = folder / "workspace.db.new";
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(fs::path(temporary.string() + suffix), ignored);
    {
        SLIPWAY_ASSIGN(auto db, store::Database::open(temporary, store::Database::Mode::Create));
        SLIPWAY_TRY(store::migrate(db, temporary, migrations()));
        SLIPWAY_TRY(addOwner(db, person));
        SLIPWAY_TRY(db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    for (const char* suffix : {"-wal", "-shm"}) fs::remove(fs::path(temporary.string() + suffix), ignored);
    SLIPWAY_TRY(publishFile(temporary, folder / kDatabaseName));
    return open(folder);
}

Result<std::unique_ptr<Workspace>> Workspace::open(const fs::path& folder, const Clock& clock) {
    std::error_code failed;
    const auto root = fs::absolute(folder, failed).lexically_normal();
    const auto file = root / kDatabaseName;
    if (!fs::exists(file, failed))
        return fail(ErrorCode::NotFound, fmt::format("there is no workspace in {}", root.string()),
            fmt::format("Make one with `slipway init {}`, or name another with --workspace", root.string()));
    const bool readOnly = ::access(root.c_str(), W_OK) != 0 || ::access(file.c_str(), W_OK) != 0;
    SLIPWAY_ASSIGN(auto db,
        store::Database::open(file, readOnly ? store::Database::Mode::ReadOnly : store::Database::Mode::ReadWrite));
    SLIPWAY_ASSIGN(const int version, store::schemaVersion(db));
    if (!readOnly || version > migrations().back().number) {
        SLIPWAY_TRY(store::migrate(db, file, migrations()));
    } else if (version < migrations().back().number) {
        return fail(ErrorCode::PermissionDenied,
            fmt::format("the workspace in {} is of an older version and cannot be written", root.string()),
            "Make the folder writable once so that it can be brought up to date");
    }
    SLIPWAY_ASSIGN(auto settings, readSettings(root / kSettingsName));
    auto state = std::make_unique<State>(root, std::move(settings), readOnly, std::move(db), clock);
    std::unique_ptr<Workspace> opened(new Workspace(std::move(state)));
    addSteps(*opened, opened->m_state->steps);
    addActions(*opened, opened->m_state->actions);
    return opened;
}

Workspace::Workspace(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Workspace::~Workspace() = default;

const fs::path& Workspace::folder() const {
    return m_state->folder;
}
const Settings& Workspace::settings() const {
    return m_state->settings;
}
bool Workspace::readOnly() const {
    return m_state->readOnly;
}
Ledger& Workspace::ledger() {
    return m_state->ledger;
}
store::Database& Workspace::db() {
    return m_state->db;
}
data::DatasetService& Workspace::datasets() {
    return m_state->datasets;
}
label::LabelService& Workspace::labels() {
    return m_state->labels;
}
feature::FeatureService& Workspace::features() {
    return m_state->features;
}
track::Tracker& Workspace::tracker() {
    return m_state->tracker;
}
train::TrainingService& Workspace::training() {
    return m_state->training;
}
registry::RegistryService& Workspace::registry() {
    return m_state->registry;
}
deploy::DeployService& Workspace::deployments() {
    return m_state->deployments;
}
monitor::MonitorService& Workspace::monitors() {
    return m_state->monitors;
}
pipeline::PipelineService& Workspace::pipelines() {
    return m_state->pipelines;
}
const pipeline::StepRegistry& Workspace::steps() {
    return m_state->steps;
}
event::ActionRegistry& Workspace::actions() {
    return m_state->actions;
}
event::RuleEngine& Workspace::rules() {
    return m_state->rules;
}

Result<access::Actor> Workspace::actor(std::string_view wanted) const {
    std::string name(wanted);
    if (const char* fromEnvironment = std::getenv("SLIPWAY_PERSON"); name.empty() && fromEnvironment)
        name = fromEnvironment;
    SLIPWAY_ASSIGN(const auto people, m_state->people.all());
    if (name.empty() && m_state->people.isPersonal() && !people.empty()) name = people.front().name;
    if (name.empty()) name = accountName();
    std::vector<std::string> known;
    for (const auto& person : people) {
        if (person.name == name) return access::Actor{name};
        known.push_back(person.name);
    }
    return fail(ErrorCode::InvalidArgument, fmt::format("this workspace knows nobody called '{}'", forMessage(name)),
        "Known are: " + join(known, ", ") + ". `slipway person add` adds somebody");
}

fs::path defaultFolder(const std::string& wanted) {
    if (!wanted.empty()) return wanted;
    if (const char* fromEnvironment = std::getenv("SLIPWAY_WORKSPACE"); fromEnvironment && *fromEnvironment)
        return fromEnvironment;
    std::error_code failed;
    for (auto folder = fs::current_path(failed); !failed; folder = folder.parent_path()) {
        if (fs::exists(folder / kDatabaseName, failed)) return folder;
        if (folder == folder.root_path()) break;
    }
    const char* home = std::getenv("HOME");
    return fs::path(home ? home : ".") / "Slipway";
}

} // namespace slipway::workspace
